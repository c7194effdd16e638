namespace Sinter.Merging;

/// <summary>Weighted average of the weights: Σ w_i W_i, divided by Σ w_i if normalize. "Model soup": Wortsman et al., ICML 2022 (arXiv 2203.05482).</summary>
internal sealed class Linear : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "linear",
        "Averages the models' weights.",
        "Σ w_i W_i (÷ Σ w_i if normalize)",
        "Wortsman et al. 2022, arXiv 2203.05482; defaults as in mergekit",
        MethodScope.Element,
        BaseModelUse.Ignored)
    {
        Parameters = [CommonParameters.Weight, CommonParameters.Normalize(true)],
        InMergekit = true,
    };

    public override void Validate(TensorContext tensor)
    {
        if (!tensor.Settings.Flag("normalize")) return;
        WeightChecks.RequireSum(Declaration.Name, tensor);
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var weights = tensor.Settings.Numbers("weight");
        var divisor = tensor.Settings.Flag("normalize") ? weights.Sum() : 1;
        return new LinearMerge(0, Array.ConvertAll(weights, weight => (float)(weight / divisor)));
    }
}
