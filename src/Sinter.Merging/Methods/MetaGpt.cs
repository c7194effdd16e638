namespace Sinter.Merging;

/// <summary>
/// MetaGPT: task arithmetic with coefficients from the task vectors' whole-model norms, B + Σ λ_t d_t, λ_t = ‖d_t‖² / Σ_k ‖d_k‖² (they sum to 1).
/// It assumes that the model is linear around the base and that task vectors are orthogonal.
/// Zhou et al., "MetaGPT: Merging Large Language Models Using Model Exclusive Task Arithmetic", EMNLP 2024 (arXiv 2406.11385) [NOTES: formula only, no code was read].
/// </summary>
internal sealed class MetaGpt : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "metagpt",
        "Adds the task vectors with coefficients proportional to their squared norms.",
        "B + λ Σ λ_t d_t, λ_t = ‖d_t‖² / Σ_k ‖d_k‖² over the whole model",
        "Zhou et al. 2024, arXiv 2406.11385 [NOTES: formula only]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Lambda],
    };

    public override ModelPass CreateModelPass(ModelContext model) => new SquaredNormPass(model, "coefficients", Coefficients);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var scale = tensor.Settings.Number("lambda");
        return new LinearMerge(1, Array.ConvertAll(((SquaredNormPass)pass!).Values, coefficient => (float)(coefficient * scale)));
    }

    // Without any task vector every coefficient gives the base.
    private static double[] Coefficients(double[] squares)
    {
        var sum = squares.Sum();
        return Array.ConvertAll(squares, square => sum > 0 ? square / sum : 1.0 / squares.Length);
    }
}
