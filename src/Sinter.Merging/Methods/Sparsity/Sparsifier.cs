using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Drops elements of task vectors, and may rescale those it keeps.</summary>
internal abstract unsafe class Sparsifier : TensorTransform
{
    /// <summary>
    /// Sets the dropped elements of a block to zero, in place, or leaves to the caller to drop those of model i with a magnitude below <paramref name="bounds"/>[i]; and always leaves to it to
    /// multiply what is kept of it by <paramref name="factors"/>[i].
    /// </summary>
    public abstract void Apply(in Block block, Span<float> bounds, Span<float> factors);

    public sealed override void Apply(in Block block)
    {
        Span<float> factors = stackalloc float[block.Tensor.Models];
        Drop(block, factors);
        for (var model = 0; model < factors.Length; model++)
            if (factors[model] != 1) TensorPrimitives.Multiply(block.Model(model), factors[model], block.Mutable(model));
    }

    /// <summary>Sets the dropped elements of a block to zero, in place, and leaves to the caller to multiply what is kept.</summary>
    public void Drop(in Block block, Span<float> factors)
    {
        Span<float> bounds = stackalloc float[block.Tensor.Models];
        Apply(block, bounds, factors);
        for (var model = 0; model < bounds.Length; model++)
            if (bounds[model] > 0) MagnitudeTrim.KeepLargest(block.Mutable(model), bounds[model]);
    }

    /// <summary>Whether the next pass may come through <see cref="AccumulateStored"/>.</summary>
    public virtual bool AccumulatesStored => false;

    /// <summary>Whether <see cref="CombineStored"/> may be asked.</summary>
    public virtual bool SelectsStored => false;

    /// <summary>Whether the next pass needs a model.</summary>
    public virtual bool Accumulates(int model) => true;

    /// <summary>Takes a block of one model, the only one in it, into the statistic.</summary>
    public virtual void AccumulateStored(in StoredBlock block, int model) => throw new NotSupportedException();

    /// <summary>Lets <paramref name="merge"/> combine what is kept of a stored block; false where a selection cannot say what that is, or if something is not finite.</summary>
    public virtual bool CombineStored(in StoredBlock block, SparseMerge merge, byte* result) => false;
}
