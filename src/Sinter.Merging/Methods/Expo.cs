namespace Sinter.Merging;

/// <summary>
/// ExPO: extrapolates past the fine-tuned model, W + α (W − B); several models are averaged first.
/// Zheng et al., "Weak-to-Strong Extrapolation Expedites Alignment", 2024 (arXiv 2404.16792) [CODE: FusionBench].
/// </summary>
internal sealed class Expo : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "expo",
        "Goes on in the direction of fine-tuning, past the fine-tuned model.",
        "W̄ + α (W̄ − B), W̄ the mean of the models",
        "Zheng et al. 2024, arXiv 2404.16792 [CODE: FusionBench]; the mean over several models is an extension",
        MethodScope.Element,
        BaseModelUse.Required)
    {
        Parameters = [new("alpha", ParameterKind.Number, 0.1, "How far past the fine-tuned model, as a share of the task vector.")],
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => LinearMerge.Mean(tensor, 1 + tensor.Settings.Number("alpha"));
}
