namespace Sinter.Merging;

/// <summary>
/// DARE with the sign election of TIES: each element of a task vector is kept with probability p and rescaled; then signs are elected and what agrees is added. Yu et al.,
/// "Language Models are Super Mario", ICML 2024 (arXiv 2311.03099).
/// </summary>
internal sealed class DareTies : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "dare_ties",
        "Drops task-vector elements at random, rescales the rest, and adds those that agree with the elected sign.",
        "B + λ Σ w_i δ_i over the i with sign(w_i δ_i) = sign(Σ w_j δ_j) (÷ Σ w_i of these if normalize), δ_i = s_i m_i⊙d_i as in dare_linear",
        "Yu et al. 2024, arXiv 2311.03099; defaults, L1 rescaling and random stream as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Weight, CommonParameters.Density, SparseParameters.Rescale, CommonParameters.Normalize(false), CommonParameters.Lambda],
        InMergekit = true,
    };

    public override bool Draws(TensorContext tensor, int model) => tensor.Settings.Number("density", model) < 1;

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        SparseElection.Create(tensor, new BernoulliSparsifier(tensor, SparseParameters.RescaleOf(tensor)));
}
