namespace Sinter.Merging;

/// <summary>One model's weights, scaled: W · scale. With slices it stacks layers of different models ("frankenmerges").</summary>
internal sealed class Passthrough : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "passthrough",
        "Takes one model's weights as they are, or scaled; with slices it stacks layers of several models.",
        "W · scale",
        "mergekit (read)",
        MethodScope.Element,
        BaseModelUse.Ignored)
    {
        Parameters = [new ParameterDefinition("scale", ParameterKind.Number, 1.0, "Factor of the weights.") { PerModel = true }],
        MaximumModels = 1,
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        new LinearMerge(0, [(float)tensor.Settings.Number("scale", 0)]);
}
