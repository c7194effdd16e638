namespace Sinter.Merging;

/// <summary>A merge method that needs no more than a block of elements at a time: the simplest one to write.</summary>
public abstract class ElementwiseMethod : MergeMethod
{
    /// <summary>Writes the merged weights of a block; <see cref="Block.Tensor"/> has the settings.</summary>
    protected abstract void Combine(in Block block, Span<float> result);

    /// <inheritdoc/>
    public sealed override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(this);

    private sealed class Merge(ElementwiseMethod method) : TensorMerge
    {
        public override void Combine(in Block block, Span<float> result) => method.Combine(block, result);
    }
}
