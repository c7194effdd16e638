using System.Text.Json.Nodes;
using Sinter.Learning;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>The ablation −router: one static model with the mean mixture that a routed row gave to its adaptation set.</summary>
internal sealed class MixtureRow(string name, string group, string note, StudyRow routed) : StudyRow(name, group, note)
{
    public override bool HasSeeds => true;

    public override string? Adaptation => routed.Adaptation;

    public override CellScores Compute(StudyScene scene, int? seed)
    {
        var mixture = scene.Cells.Get(routed, seed).Mixture!;
        var (vectors, layout) = (scene.Model.Vectors, scene.Model.Vectors.Layout);
        using var weights = StaticMerge.Merge(vectors, mixture, mixture.Length == vectors.Count ? CoefficientGroups.ByTask(layout) : CoefficientGroups.ByLayer(layout));
        return StaticScorer.Score(scene, weights) with { Mixture = mixture };
    }

    protected override void Describe(JsonObject depends, StudyScene scene, int? seed)
    {
        depends["row"] = "mean mixture";
        depends["of"] = CellFile.Fingerprint(routed.Depends(scene, seed));
    }
}
