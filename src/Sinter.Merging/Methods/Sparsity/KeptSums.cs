using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Sums of magnitudes over a block, of all elements and of the kept ones: piece by piece, so that a piece is read from the first-level cache the second time.</summary>
internal static unsafe class KeptSums
{
    private const int Piece = 1024;

    /// <summary>Σ |values[i]| and the same over the elements that <see cref="KeptBits"/> keep, with the bits of <see cref="Sums.OfMagnitudes"/> before and after dropping the others.</summary>
    public static (double All, double Kept) OfMagnitudes(ReadOnlySpan<float> values, ReadOnlySpan<uint> bits)
    {
        var all = stackalloc double[BlockSums.LaneCount];
        var kept = stackalloc double[BlockSums.LaneCount];
        Span<float> memory = stackalloc float[Piece];
        for (var start = 0; start < values.Length; start += Piece)
        {
            var piece = values.Slice(start, Math.Min(Piece, values.Length - start));
            var rest = memory[..piece.Length];
            KeptBits.Apply(piece, bits[(start / KeptBits.Word)..], 1, rest);
            BlockSums.AddMagnitudes(piece, all);
            BlockSums.AddMagnitudes(rest, kept);
        }

        return (BlockSums.AddLanes(all), BlockSums.AddLanes(kept));
    }
}
