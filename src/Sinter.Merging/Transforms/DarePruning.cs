namespace Sinter.Merging;

/// <summary>
/// DARE, drop and rescale, before any method: keeps each element with probability p and divides what is kept by p. Yu et al., "Language Models are Super Mario",
/// ICML 2024 (arXiv 2311.03099) [CODE: FusionBench, MergeLM].
/// </summary>
internal sealed class DarePruning : TaskVectorTransform
{
    public override MethodDeclaration Declaration { get; } = new(
        "dare",
        "Drops elements of each task vector at random and rescales the rest.",
        "d_t ← d_t ⊙ Bernoulli(density) / density",
        "Yu et al. 2024, arXiv 2311.03099 [CODE: FusionBench, MergeLM]",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Density, SparseParameters.Rescale with { Default = "inverse" }],
    };

    public override bool Draws(TensorContext tensor, int model) => tensor.Settings.Number("density", model) < 1;

    public override TensorTransform CreateTensorTransform(TensorContext tensor, ModelPass? pass) => new BernoulliSparsifier(tensor, SparseParameters.RescaleOf(tensor));
}
