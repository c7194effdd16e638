using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Keeps the elements whose magnitude lies between two limits of their model, inclusive: those of a <see cref="ModelTrimPass"/>.</summary>
internal sealed unsafe class LimitSparsifier(ModelTrimPass limits) : Sparsifier
{
    public override void Apply(in Block block, Span<float> bounds, Span<float> factors)
    {
        factors.Fill(1);
        limits.Smallest.CopyTo(bounds);
        for (var model = 0; model < bounds.Length; model++)
            if (float.IsFinite(limits.Largest[model])) MagnitudeTrim.DropLargest(block.Mutable(model), MathF.BitIncrement(limits.Largest[model]));
    }

    public override bool SelectsStored => true;

    public override bool CombineStored(in StoredBlock block, SparseMerge merge, byte* result)
    {
        fixed (float* least = limits.Smallest, most = limits.Largest) return merge.CombineSelected(block, new BandSelection(least, most), [], result);
    }
}
