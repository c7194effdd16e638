namespace Sinter.Merging;

/// <summary>
/// Spherical interpolation of two models, or with a base of their task vectors, at t = w_1 / (w_0 + w_1): on the flattened tensor, on each vector along the last
/// dimension, or on each vector along the first. As in mergekit.
/// </summary>
internal sealed class NuSlerp : MergeMethod
{
    private const double SmallestSum = 1e-6;

    public override MethodDeclaration Declaration { get; } = new(
        "nuslerp",
        "Interpolates between two models, or their task vectors, along a great circle, by their weights.",
        "[sin((1−t)θ) X_0 + sin(tθ) X_1] / sin θ, t = w_1/(w_0+w_1) (½ if |w_0+w_1| < 1e-6); X_i = d_i with a base (added back), else W_i",
        "mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Optional)
    {
        Parameters =
        [
            CommonParameters.Weight,
            new ParameterDefinition("nuslerp_flatten", ParameterKind.Flag, true, "Interpolate the tensor as one vector."),
            new ParameterDefinition(
                "nuslerp_row_wise", ParameterKind.Flag, false, "If not flattened: each vector along the first dimension (true) or along the last (false)."),
        ],
        MinimumModels = 2,
        MaximumModels = 2,
        InMergekit = true,
    };

    public override long BlockAlignment(TensorContext tensor) => IsByRows(tensor) ? Math.Max(1, tensor.RowLength) : 1;

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var sum = tensor.Settings.Number("weight", 0) + tensor.Settings.Number("weight", 1);
        var t = Math.Abs(sum) < SmallestSum ? 0.5 : tensor.Settings.Number("weight", 1) / sum;
        var usesBase = UsesTaskVectors(tensor.HasBase);
        void Solve(GramMatrix gram, Span<double> coefficients) => Sphere.Interpolate(gram.Cosine(0, 1), t, largestCosine: 1, coefficients);

        if (IsByRows(tensor)) return new RowGramMerge(tensor, usesBase, Solve);
        return IsByColumns(tensor) ? new ColumnSlerp(tensor, usesBase, t) : new GramMerge(tensor, usesBase ? 1 : 0, Solve);
    }

    private static bool IsByRows(TensorContext tensor) =>
        !tensor.Settings.Flag("nuslerp_flatten") && !tensor.Settings.Flag("nuslerp_row_wise") && tensor.Shape.Rank > 1;

    private static bool IsByColumns(TensorContext tensor) =>
        !tensor.Settings.Flag("nuslerp_flatten") && tensor.Settings.Flag("nuslerp_row_wise") && tensor.Shape.Rank > 1;
}
