namespace Sinter.Merging;

/// <summary>Task arithmetic: B + λ Σ w_i d_i, divided by Σ w_i on request. Ilharco et al., "Editing Models with Task Arithmetic", ICLR 2023 (arXiv 2212.04089).</summary>
internal sealed class TaskArithmetic : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "task_arithmetic",
        "Adds the weighted task vectors to the base.",
        "B + λ Σ w_i d_i (÷ Σ w_i if normalize)",
        "Ilharco et al. 2023, arXiv 2212.04089; defaults as in mergekit",
        MethodScope.Element,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Weight, CommonParameters.Lambda, CommonParameters.Normalize(false)],
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var settings = tensor.Settings;
        var weights = settings.Numbers("weight");
        var scale = settings.Number("lambda") / (settings.Flag("normalize") ? WeightChecks.SumOrOne(weights) : 1);
        return new LinearMerge(1, Array.ConvertAll(weights, weight => (float)(weight * scale)));
    }
}
