namespace Sinter.Merging;

/// <summary>
/// TIES: trim each task vector to its largest elements, elect a sign for each position (that of Σ w_i d_i), and merge the elements that have it. Yadav et al.,
/// "TIES-Merging", NeurIPS 2023 (arXiv 2306.01708). The paper trims over the whole flattened model, mergekit tensor by tensor.
/// </summary>
internal sealed class Ties : MergeMethod
{
    private const string ModelScope = "model";

    public override MethodDeclaration Declaration { get; } = new(
        "ties",
        "Trims the task vectors to their largest elements and averages those that agree with the elected sign.",
        "B + λ Σ w_i δ_i over the i with sign(w_i δ_i) = sign(Σ w_j δ_j) (÷ Σ w_i of these if normalize), δ_i = the int(p_i n) largest elements of d_i",
        "Yadav et al. 2023, arXiv 2306.01708; per tensor as in mergekit (read), over the model as in AdaMerging@cea1165 and MergeLM@6d49ad9 (goldens)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Weight,
            CommonParameters.Density,
            CommonParameters.Normalize(true),
            CommonParameters.Lambda,
            SparseParameters.DensityScope,
            new ParameterDefinition(
                "count", ParameterKind.Choice, "official", "How density counts over the whole model of n elements: int(p n) + 1 (official) or n − int((1−p) n) + 1 (mergelm).")
            { Choices = ["official", "mergelm"] },
            new ParameterDefinition(
                "combine", ParameterKind.Choice, "weighted", "What becomes of agreeing elements: their weighted sum or mean (see normalize), or the largest of them (max).")
            { Choices = ["weighted", "max"] },
            new ParameterDefinition(
                "zero_sign", ParameterKind.Choice, "positive", "The sign elected where the sum is zero: plus, or that of most positions of the model (majority, with density_scope: model).")
            { Choices = ["positive", "majority"] },
        ],
        InMergekit = true,
    };

    public override void Validate(TensorContext tensor)
    {
        if (tensor.Settings.Text("zero_sign") == "majority" && !SparseParameters.IsModelScope(tensor.Settings))
        {
            throw new RecipeException(
                RecipeError.Invalid,
                $"ties: tensor '{tensor.Name}' has zero_sign: majority, which counts signs over the whole model and needs density_scope: model; add it or leave zero_sign out.");
        }
    }

    public override ModelPass? CreateModelPass(ModelContext model)
    {
        if (!SparseParameters.IsModelScope(model.Settings)) return null;
        var count = ModelTrimPass.CountOf(model);
        var official = model.Settings.Text("count") == "official";
        var keep = Array.ConvertAll(model.Settings.Numbers("density"), density => density >= 1 ? count : official ? (long)(density * count) + 1 : count - (long)((1 - density) * count) + 1);
        return new TiesModelPass(model, keep, model.Settings.Text("zero_sign") == "majority");
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var settings = tensor.Settings;
        var combination = settings.Text("combine") == "max" ? AgreeingElements.Largest : settings.Flag("normalize") ? AgreeingElements.Mean : AgreeingElements.Sum;
        var trim = pass as TiesModelPass;
        var election = new SignElection(combination, (float)settings.Number("lambda"), trim?.MajoritySign ?? 1);
        Sparsifier sparsifier = trim is not null ? new LimitSparsifier(trim) : MagnitudeBandSparsifier.ByDensity(tensor);
        return new SparseElection(sparsifier, Array.ConvertAll(settings.Numbers("weight"), static weight => (float)weight), election);
    }
}
