namespace Sinter.Merging;

/// <summary>
/// Model Stock: with c the mean cosine between two task vectors, the average moves from the base by the ratio r = N c / (1 + (N−1) c): r W̄ + (1−r) B = B + r mean(d_i).
/// Jang et al., "Model Stock: All we need is just a few fine-tuned models", ECCV 2024 (arXiv 2403.19522). The paper's case is two models, where cosine and angle are one;
/// for more, mergekit averages cosines and FusionBench angles.
/// </summary>
/// <remarks>1 + (N−1) c is never negative, and zero only where the task vectors' directions cancel: then the base is the result.</remarks>
internal sealed class ModelStock : MergeMethod
{
    private const double SmallestDivisor = 1e-6;
    private const double FusionBenchEpsilon = 1e-8;

    public override MethodDeclaration Declaration { get; } = new(
        "model_stock",
        "Moves from the base towards the average, the less the task vectors agree.",
        "B + r mean(d_i), r = N c / (1 + (N−1) c), c = mean of cos(d_i, d_j) over i < j",
        "Jang et al. 2024, arXiv 2403.19522; mean cosine as in mergekit (read), mean angle as in FusionBench (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters =
        [
            new ParameterDefinition("filter_wise", ParameterKind.Flag, false, "One ratio for each vector along the last dimension instead of one for the tensor."),
            new ParameterDefinition("average", ParameterKind.Choice, "cosine", "What is averaged over the pairs: the cosines, or the angles.") { Choices = ["cosine", "angle"] },
        ],
        MinimumModels = 2,
        InMergekit = true,
    };

    public override long BlockAlignment(TensorContext tensor) => tensor.Settings.Flag("filter_wise") ? Math.Max(1, tensor.RowLength) : 1;

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        GramSolver solver = tensor.Settings.Text("average") == "angle" ? SolveByAngle : SolveByCosine;
        return tensor.Settings.Flag("filter_wise") ? new RowGramMerge(tensor, addBase: true, solver) : new GramMerge(tensor, 1, solver, inRuns: true);
    }

    private static void SolveByCosine(GramMatrix gram, Span<double> coefficients)
    {
        var sum = 0.0;
        for (var i = 0; i < gram.Size; i++)
            for (var j = i + 1; j < gram.Size; j++) sum += gram.Cosine(i, j);
        var cosine = sum / Pairs(gram);
        var divisor = 1 + (gram.Size - 1) * cosine;
        coefficients.Fill(divisor < SmallestDivisor ? 0 : cosine / divisor);
    }

    private static void SolveByAngle(GramMatrix gram, Span<double> coefficients)
    {
        var sum = 0.0;
        for (var i = 0; i < gram.Size; i++)
            for (var j = i + 1; j < gram.Size; j++)
                sum += Math.Acos(Math.Clamp(gram[i, j] / (gram.Norm(i) * gram.Norm(j) + FusionBenchEpsilon), -1, 1));
        var cosine = Math.Cos(sum / Pairs(gram));
        var divisor = 1 + (gram.Size - 1) * cosine + FusionBenchEpsilon;
        coefficients.Fill(divisor == 0 ? 0 : cosine / divisor);
    }

    private static int Pairs(GramMatrix gram) => gram.Size * (gram.Size - 1) / 2;
}
