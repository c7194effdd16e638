using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Simple average of the weights: Σ W_t / T. Computed as W_1 + Σ (W_t − W_1) / T, so that equal weights come out unchanged to the bit.
/// Wortsman et al., "Model soups", ICML 2022 (arXiv 2203.05482), the uniform soup [CODE: checked against FusionBench's simple average].
/// </summary>
internal sealed class SimpleAverage : ElementwiseMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "average",
        "Averages the weights of all models, each counted once.",
        "Σ W_t / T",
        "Wortsman et al. 2022, arXiv 2203.05482 (uniform soup) [CODE: FusionBench]",
        MethodScope.Element,
        BaseModelUse.Ignored);

    protected override void Combine(in Block block, Span<float> result)
    {
        var models = block.Tensor.Models;
        var first = block.Model(0);
        var difference = block.Scratch(0);
        result.Clear();
        for (var model = 1; model < models; model++)
        {
            // Each part divided on its own: a sum of large differences could overflow.
            TensorPrimitives.Subtract(block.Model(model), first, difference);
            TensorPrimitives.MultiplyAdd(difference, 1f / models, result, result);
        }

        TensorPrimitives.Add(first, result, result);
    }
}
