using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Drops elements of task vectors, and may rescale those it keeps.</summary>
internal abstract class Sparsifier : TensorTransform
{
    /// <summary>
    /// Sets the dropped elements of a block to zero, in place, or leaves to the caller to drop those of model i with a magnitude below <paramref name="bounds"/>[i].
    /// </summary>
    public abstract void Apply(in Block block, Span<float> bounds);

    public sealed override void Apply(in Block block)
    {
        Span<float> bounds = stackalloc float[block.Tensor.Models];
        Apply(block, bounds);
        for (var model = 0; model < bounds.Length; model++)
            if (bounds[model] > 0) MagnitudeTrim.KeepLargest(block.Mutable(model), bounds[model]);
    }
}
