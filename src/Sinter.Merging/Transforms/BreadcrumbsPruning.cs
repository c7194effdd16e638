namespace Sinter.Merging;

/// <summary>
/// Model breadcrumbs, before any method: drops the largest elements of each task vector's tensor as outliers and the smallest as noise. Davari and Belilovsky,
/// "Model Breadcrumbs", ECCV 2024 (arXiv 2312.06795) [CODE: mergekit].
/// </summary>
internal sealed class BreadcrumbsPruning : TaskVectorTransform
{
    public override MethodDeclaration Declaration { get; } = new(
        "breadcrumbs",
        "Drops the largest and the smallest elements of each task vector.",
        "d_t ← d_t without the int(gamma·n) largest and the n − int(density·n) − int(gamma·n) smallest elements",
        "Davari and Belilovsky 2024, arXiv 2312.06795 [CODE: mergekit]",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Density, SparseParameters.Gamma],
    };

    public override TensorTransform CreateTensorTransform(TensorContext tensor, ModelPass? pass) => MagnitudeBandSparsifier.Breadcrumbs(tensor);
}
