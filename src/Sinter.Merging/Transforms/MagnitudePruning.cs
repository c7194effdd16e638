namespace Sinter.Merging;

/// <summary>Keeps the int(p n) elements of each task vector's tensor with the largest magnitudes, as the trim step of TIES does (arXiv 2306.01708), before any method.</summary>
internal sealed class MagnitudePruning : TaskVectorTransform
{
    public override MethodDeclaration Declaration { get; } = new(
        "magnitude",
        "Keeps the largest elements of each task vector, tensor by tensor or over the whole model.",
        "d_t ← the int(density·n) elements of d_t with the largest magnitude",
        "Yadav et al. 2023, arXiv 2306.01708, the trim step [CODE: mergekit, per tensor; over the model as the authors of TIES count]",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Density, SparseParameters.DensityScope],
    };

    public override ModelPass? CreateModelPass(ModelContext model)
    {
        if (!SparseParameters.IsModelScope(model.Settings)) return null;
        var count = ModelTrimPass.CountOf(model);
        var keep = Array.ConvertAll(model.Settings.Numbers("density"), density => SparseParameters.CountOf(density, count));
        return new ModelTrimPass(model, new long[keep.Length], keep);
    }

    public override TensorTransform CreateTensorTransform(TensorContext tensor, ModelPass? pass) =>
        pass is ModelTrimPass limits ? new LimitSparsifier(limits) : MagnitudeBandSparsifier.ByDensity(tensor);
}
