using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>Task arithmetic on sparse task vectors: a sparsifier drops elements, what is left is added up or goes through a sign election.</summary>
/// <param name="sparsifier">What drops elements; owned.</param>
internal abstract class SparseMerge(Sparsifier sparsifier) : TensorMerge
{
    public sealed override long PreparationBytes => sparsifier.PreparationBytes;

    public sealed override bool NeedsTensors => sparsifier.NeedsTensors;

    internal sealed override bool WantsSample => sparsifier.WantsSample;

    internal sealed override void Sample(in Block piece) => sparsifier.Sample(piece);

    public sealed override bool NeedsPass => sparsifier.NeedsPass;

    public sealed override void Prepare(TensorReader reader) => sparsifier.Prepare(reader);

    public sealed override void Accumulate(in Block block) => sparsifier.Accumulate(block);

    internal sealed override bool AccumulatesModels => sparsifier.AccumulatesStored;

    internal sealed override bool CombinesStored => sparsifier.SelectsStored;

    internal sealed override bool AccumulatesModel(int model) => sparsifier.Accumulates(model);

    internal sealed override void AccumulateStored(in StoredBlock block, int model) => sparsifier.AccumulateStored(block, model);

    internal sealed override unsafe bool CombineStored(in StoredBlock block, byte* result) => sparsifier.CombineStored(block, this, result);

    /// <summary>Combines what a selection keeps of a stored block, times a factor a model, or as it is if there are none; false if something is not finite.</summary>
    public abstract unsafe bool CombineSelected<TSelection>(in StoredBlock block, TSelection selection, ReadOnlySpan<float> factors, byte* result)
        where TSelection : struct, ISelection;

    /// <summary>Each model's weight times its factor, if there are any: one multiplication a model instead of one an element.</summary>
    protected static ReadOnlySpan<float> Scaled(ReadOnlySpan<float> weights, ReadOnlySpan<float> factors, Span<float> scaled)
    {
        if (factors.IsEmpty) return weights;
        TensorPrimitives.Multiply(factors, weights, scaled);
        return scaled;
    }

    public sealed override void CompletePass() => sparsifier.CompletePass();

    protected sealed override void Dispose(bool disposing)
    {
        sparsifier.Dispose();
        base.Dispose(disposing);
    }
}
