namespace Sinter.Merging;

/// <summary>
/// Model Breadcrumbs: of each task vector the int(γn) largest elements (outliers) and the smallest are dropped, so that int(pn) stay; task arithmetic adds the rest.
/// Davari and Belilovsky, "Model Breadcrumbs", ECCV 2024 (arXiv 2312.06795). As in mergekit a density of 1 drops nothing.
/// </summary>
internal sealed class Breadcrumbs : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "breadcrumbs",
        "Drops the largest and the smallest task-vector elements, and adds the task vectors.",
        "B + λ Σ w_i m_i⊙d_i (÷ Σ w_i if normalize), m_i drops the int(γ_i n) largest |d_i| and keeps the int(p_i n) that follow",
        "Davari and Belilovsky 2024, arXiv 2312.06795; counts as in mergekit (read)",
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
        SparseSum.Create(tensor, pass is ModelTrimPass trim ? new LimitSparsifier(trim) : MagnitudeBandSparsifier.Breadcrumbs(tensor));
}
