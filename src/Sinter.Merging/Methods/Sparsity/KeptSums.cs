using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Sums of magnitudes over a block, of all elements and of the kept ones, in one pass.</summary>
internal static unsafe class KeptSums
{
    private const int Step = 8;

    /// <summary>Σ |values[i]| and the same over the elements that <see cref="KeptBits"/> keep, with the bits of <see cref="Sums.OfMagnitudes"/> before and after dropping the others.</summary>
    public static (double All, double Kept) OfMagnitudes(ReadOnlySpan<float> values, ReadOnlySpan<uint> bits)
    {
        var all = stackalloc double[BlockSums.LaneCount];
        var kept = stackalloc double[BlockSums.LaneCount];
        fixed (float* value = values)
        fixed (uint* word = bits)
        {
            var words = values.Length / KeptBits.Word;
            for (var first = 0; first < KeptBits.Word; first += Step) Accumulate(value, word, words, first, all + first, kept + first);
            for (var i = words * KeptBits.Word; i < values.Length; i++)
            {
                var lane = i % KeptBits.Word;
                all[lane] += Math.Abs(value[i]);
                if ((word[words] >> lane & 1) != 0) kept[lane] += Math.Abs(value[i]);
            }
        }

        return (BlockSums.AddLanes(all), BlockSums.AddLanes(kept));
    }

    // The elements of a word's bits from the first on. A word has as many elements as a sum has lanes.
    [MethodImpl(Simd.Kernel)]
    private static void Accumulate(float* values, uint* bits, int words, int first, double* all, double* kept)
    {
        var lanes = Vector256.Create(1u, 2, 4, 8, 16, 32, 64, 128) << first;
        var (a0, a1) = (Vector256.Load(all), Vector256.Load(all + 4));
        var (k0, k1) = (Vector256.Load(kept), Vector256.Load(kept + 4));
        for (var word = 0; word < words; word++)
        {
            var magnitude = Vector256.Abs(Vector256.Load(values + (word * KeptBits.Word) + first));
            var chosen = magnitude & Vector256.Equals(Vector256.Create(bits[word]) & lanes, lanes).AsSingle();
            var (low, high) = Vector256.Widen(magnitude);
            a0 += low;
            a1 += high;
            (low, high) = Vector256.Widen(chosen);
            k0 += low;
            k1 += high;
        }

        a0.Store(all);
        a1.Store(all + 4);
        k0.Store(kept);
        k1.Store(kept + 4);
    }
}
