using System.Text.Json.Nodes;
using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>The experts, each on its own task; on unseen tasks the mean over all of them.</summary>
internal sealed class IndividualRow(string name) : StudyRow(name, StaticRows.Group, "each expert on its own task; unseen: mean over the experts")
{
    public override CellScores Compute(StudyScene scene, int? seed)
    {
        List<Weights> experts = [];
        try
        {
            for (var k = 0; k < scene.Model.Vectors.Count; k++) experts.Add(StaticMerge.Expert(scene.Model.Vectors, k));
            List<FixedSource> sources = [.. experts.Select(static weights => new FixedSource(weights))];
            return new CellScores(
                StaticScorer.Seen(scene, (set, t) => StaticScorer.Score(scene, set, scene.Model.Heads[t], sources[t])),
                StaticScorer.Unseen(scene, (set, head) => StaticScorer.Mean([.. sources.Select(source => StaticScorer.Score(scene, set, head, source))])));
        }
        finally
        {
            foreach (var weights in experts) weights.Dispose();
        }
    }

    protected override void Describe(JsonObject depends, StudyScene scene, int? seed) => depends["row"] = "individual";
}
