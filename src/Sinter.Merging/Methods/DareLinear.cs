namespace Sinter.Merging;

/// <summary>
/// DARE with a weighted sum: each element of a task vector is kept with probability p, the kept ones are rescaled, and task arithmetic adds them. Yu et al., "Language Models
/// are Super Mario", ICML 2024 (arXiv 2311.03099). The paper divides by p (<c>rescale: inverse</c>); mergekit matches the L1 norm (<c>rescale: true</c>).
/// </summary>
internal sealed class DareLinear : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "dare_linear",
        "Drops task-vector elements at random, rescales the rest, and adds the task vectors.",
        "B + λ Σ w_i s_i m_i⊙d_i (÷ Σ w_i if normalize), m_i ~ Bernoulli(p_i), s_i = |d_i|₁/|m_i⊙d_i|₁ | 1 | 1/p_i",
        "Yu et al. 2024, arXiv 2311.03099; defaults, L1 rescaling and random stream as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Weight, CommonParameters.Density, SparseParameters.Rescale, CommonParameters.Normalize(false), CommonParameters.Lambda],
        InMergekit = true,
    };

    public override bool Draws(TensorContext tensor, int model) => tensor.Settings.Number("density", model) < 1;

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        SparseSum.Create(tensor, new BernoulliSparsifier(tensor, SparseParameters.RescaleOf(tensor)));
}
