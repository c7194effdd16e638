namespace Sinter.Merging.Tests.Planning;

/// <summary>A method that takes parameters of every kind; what it merges does not matter.</summary>
internal sealed class ProbeMethod(BaseModelUse use, bool inMergekit = true, MethodScope scope = MethodScope.Element) : ElementwiseMethod
{
    public override MethodDeclaration Declaration { get; } = new("probe", "Tests.", "-", "-", scope, use)
    {
        InMergekit = inMergekit,
        Parameters =
        [
            new("weight", ParameterKind.Number, 1.0, "Weight.") { PerModel = true },
            new("density", ParameterKind.Number, 1.0, "Density.") { PerModel = true, Minimum = 0, Maximum = 1 },
            new("t", ParameterKind.Number, 0.5, "Place."),
            new("steps", ParameterKind.Integer, 10.0, "Steps.") { Minimum = 1 },
            new("normalize", ParameterKind.Flag, false, "Flag."),
            new("mode", ParameterKind.Choice, "true", "Choice.") { Choices = ["true", "false", "inverse"] },
            new("density_scope", ParameterKind.Choice, "tensor", "Scope.") { Choices = ["tensor", "model"] },
        ],
    };

    public static MethodCatalog Catalog(BaseModelUse use = BaseModelUse.Ignored, bool inMergekit = true, MethodScope scope = MethodScope.Element) =>
        MethodCatalog.BuiltIn.With(new ProbeMethod(use, inMergekit, scope));

    protected override void Combine(in Block block, Span<float> result) => block.Model(0).CopyTo(result);
}
