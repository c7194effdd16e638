namespace Sinter.Merging;

/// <summary>
/// DELLA's sampling with a weighted sum: drops task-vector elements at random, small ones more often, rescales the rest, and task arithmetic adds them. Deep et al.,
/// "DELLA-Merging", 2024 (arXiv 2406.11617); combination as in mergekit.
/// </summary>
internal sealed class DellaLinear : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "della_linear",
        "Drops task-vector elements at random, small ones more often, rescales the rest, and adds the task vectors.",
        "B + λ Σ w_i s_i m_i⊙d_i (÷ Σ w_i if normalize), m_i and s_i as in della",
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
            CommonParameters.Normalize(false),
            CommonParameters.Lambda,
        ],
        InMergekit = true,
    };

    public override long BlockAlignment(TensorContext tensor) => RankSparsifier.RowLength(tensor);

    public override bool Draws(TensorContext tensor, int model) => DellaChecks.Draws(tensor, model);

    public override void Validate(TensorContext tensor) => DellaChecks.RequireRange(Declaration.Name, tensor);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        SparseSum.Create(tensor, new RankSparsifier(tensor, SparseParameters.RescaleOf(tensor)));
}
