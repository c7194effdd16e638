namespace Sinter.Merging;

/// <summary>
/// Model Breadcrumbs with the sign election of TIES: the largest and the smallest elements of each task vector are dropped, then signs are elected and what agrees is added.
/// Davari and Belilovsky, "Model Breadcrumbs", ECCV 2024 (arXiv 2312.06795); combination as in mergekit.
/// </summary>
internal sealed class BreadcrumbsTies : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "breadcrumbs_ties",
        "Drops the largest and the smallest task-vector elements, and adds those that agree with the elected sign.",
        "B + λ Σ w_i δ_i over the i with sign(w_i δ_i) = sign(Σ w_j δ_j) (÷ Σ w_i of these if normalize), δ_i = m_i⊙d_i as in breadcrumbs",
        "Davari and Belilovsky 2024, arXiv 2312.06795; as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Weight,
            CommonParameters.Density,
            SparseParameters.Gamma,
            CommonParameters.Normalize(false),
            CommonParameters.Lambda,
            SparseParameters.DensityScope,
        ],
        InMergekit = true,
    };

    public override ModelPass? CreateModelPass(ModelContext model) => ModelTrimPass.ForBreadcrumbs(model);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        SparseElection.Create(tensor, pass is ModelTrimPass trim ? new LimitSparsifier(trim) : MagnitudeBandSparsifier.Breadcrumbs(tensor));
}
