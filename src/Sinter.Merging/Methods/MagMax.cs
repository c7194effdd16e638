using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// MagMax: of every element the task vector with the largest magnitude; the later model wins a tie. B + λ d_{t*}, t* = argmax |d_t|.
/// Marczak et al., "MagMax: Leveraging Model Merging for Seamless Continual Learning", ECCV 2024 (arXiv 2407.06322) [CODE: FusionBench].
/// </summary>
internal sealed class MagMax : ElementwiseMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "magmax",
        "Takes, element by element, the task vector with the largest magnitude.",
        "B + λ d_t*, t* = argmax_t |d_t| (a tie goes to the later model)",
        "Marczak et al. 2024, arXiv 2407.06322 [CODE: FusionBench]; λ as there",
        MethodScope.Element,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Lambda with { Default = 0.5 }],
    };

    protected override void Combine(in Block block, Span<float> result)
    {
        var largest = block.Scratch(0);
        block.Model(0).CopyTo(largest);
        for (var model = 1; model < block.Tensor.Models; model++) MagnitudeKernels.KeepLarger(block.Model(model), largest);
        TensorPrimitives.MultiplyAdd(largest, (float)block.Tensor.Settings.Number("lambda"), block.Base, result);
    }
}
