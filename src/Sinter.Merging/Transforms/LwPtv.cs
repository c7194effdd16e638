namespace Sinter.Merging;

/// <summary>
/// LwPTV: layer-wise pruning of task vectors, a plug-in before any method on task vectors: d_t ← mask_t ⊙ d_t. With <c>granularity: layer</c> a model's ⌈ρ L⌉ layers with the
/// lowest (or highest) score lose their task vector, so that the merged model keeps the base there; with <c>parameter</c>, in every tensor of an eligible layer, the
/// ⌈ρ n⌉ elements with the lowest (or highest) score.
/// </summary>
/// <remarks>
/// "Towards Scalable and Robust Model Merging: Layer-wise Pruning Task Vector" (arXiv 2506.09093). [RECON] Only the abstract could be had and no code exists: it fixes the masks, the
/// layer-wise pruning and the plug-in, not the saliency formula. The scores are reconstructions, and every result names the one used:
/// redundancy 1 − |cos(d_t, mean of the others)|; deviation mean|d_t − mean d|; relative_magnitude ‖d_t‖ / ‖B‖; magnitude mean|d_t|; effective_rank
/// exp(entropy of the singular values) / min(rows, columns) (Roy and Vetterli 2007); random, the control every other score must beat at the same ratio.
/// </remarks>
internal sealed class LwPtv : TaskVectorTransform
{
    public override MethodDeclaration Declaration { get; } = new(
        "lwptv",
        "Prunes whole layers of each task vector, or elements layer by layer, by a saliency score.",
        "d_t ← mask_t ⊙ d_t, mask_t = 0 on the ⌈ratio·L⌉ layers (or elements of a tensor) with the lowest score",
        "arXiv 2506.09093 [RECON: from the abstract; the scores are reconstructions]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters =
        [
            new("score", ParameterKind.Choice, "redundancy", "What is measured of a layer or element; random is the control.")
            {
                Choices = ["redundancy", "deviation", "relative_magnitude", "magnitude", "effective_rank", "random"],
            },
            new("granularity", ParameterKind.Choice, "layer", "Whether whole layers are pruned, or elements within each tensor.") { Choices = ["layer", "parameter"] },
            new("ratio", ParameterKind.Number, 0.5, "Share of the layers, or of each tensor's elements, that is pruned.") { Minimum = 0, Maximum = 1 },
            new("direction", ParameterKind.Choice, "low", "Whether the lowest or the highest scores are pruned.") { Choices = ["low", "high"] },
            new("layers", ParameterKind.Choice, "matrices", "Eligible layers: weights of two or more dimensions with their biases, or all vectors (norms) too. Heads never are.")
            {
                Choices = ["matrices", "all"],
            },
        ],
    };

    public override bool Draws(TensorContext tensor, int model) => tensor.Settings.Text("score") == "random";

    public override void Validate(TensorContext tensor)
    {
        if (tensor.Settings.Text("score") == "effective_rank" && tensor.Settings.Text("granularity") == "parameter")
            throw new RecipeException(RecipeError.Invalid, "prune: lwptv: effective_rank scores whole layers; use granularity: layer, or another score.");
    }

    public override ModelPass CreateModelPass(ModelContext model) => new LwPtvPass(model);

    public override TensorTransform CreateTensorTransform(TensorContext tensor, ModelPass? pass)
    {
        var layers = (LwPtvPass)pass!;
        var layer = layers.Units.LayerOf(tensor);
        if (layer < 0) return new NoTransform();
        return tensor.Settings.Text("granularity") == "layer" ? new Layer(layers, layer) : new ElementPruning(tensor);
    }

    /// <summary>How many of <paramref name="count"/> a ratio prunes; a rounding error of the product does not count as one more.</summary>
    public static long Pruned(double ratio, long count) => Math.Clamp((long)Math.Ceiling((ratio * count) - (1e-12 * count)), 0, count);

    private sealed class Layer(LwPtvPass pass, int layer) : TensorTransform
    {
        public override void Apply(in Block block)
        {
            for (var model = 0; model < block.Tensor.Models; model++)
                if (pass.IsPruned(layer, model)) block.Mutable(model).Clear();
        }
    }
}
