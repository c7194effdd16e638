namespace Sinter.Merging;

/// <summary>
/// DELLA: drops task-vector elements at random, small ones more often (by their rank r in the row, keep probability (p − ε) + 2ε (r − 1)/(n − 1)), rescales the rest, elects signs
/// and averages what agrees. Deep et al., "DELLA-Merging", 2024 (arXiv 2406.11617). The paper divides by the keep probability, mergekit matches the L1 norm.
/// </summary>
internal sealed class Della : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "della",
        "Drops task-vector elements at random, small ones more often, rescales the rest, and averages those that agree with the elected sign.",
        "B + λ Σ w_i δ_i over the i with sign(w_i δ_i) = sign(Σ w_j δ_j) (÷ Σ w_i of these if normalize), δ_i = s_i m_i⊙d_i, m_i ~ Bernoulli((p_i − ε_i) + 2ε_i (r − 1)/(n − 1)), r the rank by |d_i| in its row of n",
        "Deep et al. 2024, arXiv 2406.11617; rescaling and random stream as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Weight,
            CommonParameters.Density,
            SparseParameters.Epsilon,
            SparseParameters.Rescale,
            CommonParameters.Normalize(true),
            CommonParameters.Lambda,
        ],
        InMergekit = true,
    };

    public override long BlockAlignment(TensorContext tensor) => RankSparsifier.RowLength(tensor);

    public override bool Draws(TensorContext tensor, int model) => DellaChecks.Draws(tensor, model);

    public override void Validate(TensorContext tensor) => DellaChecks.RequireRange(Declaration.Name, tensor);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        SparseElection.Create(tensor, new RankSparsifier(tensor, SparseParameters.RescaleOf(tensor)));
}
