using System.Text.Json.Nodes;

namespace Sinter.Evaluation;

/// <summary>The base as it is, under the experts' heads.</summary>
internal sealed class BaseRow(string name) : StudyRow(name, StaticRows.Group, "zero-shot: the experts' heads on the base")
{
    public override CellScores Compute(StudyScene scene, int? seed) => StaticScorer.Score(scene, scene.Model.Base);

    protected override void Describe(JsonObject depends, StudyScene scene, int? seed) => depends["row"] = "base";
}
