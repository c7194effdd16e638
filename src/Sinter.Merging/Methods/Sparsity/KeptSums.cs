using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Sums of magnitudes or squares of task-vector elements, of all and of the kept ones, in one pass. Element i goes to partial sum i mod 32; a partial sum takes 64 elements in float32 before it is
/// added in double, so that the bits of a sum are the same on every machine, and its error is of the size of the rounding of the elements.
/// </summary>
internal static unsafe class KeptSums
{
    // Words of elements that are added in float32; a word has as many elements as a sum has parts.
    private const int Run = 64;

    /// <summary>Σ |values[i]| and the same over the elements that <see cref="KeptBits"/> keep.</summary>
    public static (double All, double Kept) OfMagnitudes(ReadOnlySpan<float> values, ReadOnlySpan<uint> bits)
    {
        fixed (float* value = values)
        fixed (uint* word = bits) return Of<Float32Format, No, Magnitude>(null, (byte*)value, values.Length, word);
    }

    /// <summary>Σ values[i]² and the same over the elements that are kept.</summary>
    public static (double All, double Kept) OfSquares(ReadOnlySpan<float> values, ReadOnlySpan<uint> bits)
    {
        fixed (float* value = values)
        fixed (uint* word = bits) return Of<Float32Format, No, Square>(null, (byte*)value, values.Length, word);
    }

    /// <summary>Magnitudes of W − B, from stored elements of a type that <see cref="LinearCombination.Stores"/>.</summary>
    public static (double All, double Kept) OfMagnitudes(ElementType type, byte* origin, byte* model, int count, ReadOnlySpan<uint> bits)
    {
        fixed (uint* word = bits)
        {
            return type switch
            {
                ElementType.BF16 => Of<BFloat16Format, Yes, Magnitude>(origin, model, count, word),
                ElementType.F16 => Of<Float16Format, Yes, Magnitude>(origin, model, count, word),
                _ => Of<Float32Format, Yes, Magnitude>(origin, model, count, word),
            };
        }
    }

    private static (double All, double Kept) Of<TFormat, TSubtract, TTerm>(byte* origin, byte* model, int count, uint* bits)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TTerm : struct, ITerm
    {
        var all = stackalloc double[BlockSums.LaneCount];
        var kept = stackalloc double[BlockSums.LaneCount];
        float* space = stackalloc float[(2 * KeptBits.Word) + (Simd.Alignment / sizeof(float))], part = Simd.Align(space);
        for (int first = 0, words = count / KeptBits.Word; first < words; first += Run)
        {
            var (start, number) = ((long)first * KeptBits.Word * TFormat.Size, Math.Min(Run, words - first));
            if (Simd.Has512) Add<Lanes512, TFormat, TSubtract, TTerm>(origin + start, model + start, number, bits + first, KeptBits.Lanes, part);
            else if (Simd.Has256) Add<Lanes256, TFormat, TSubtract, TTerm>(origin + start, model + start, number, bits + first, KeptBits.Lanes, part);
            else Add<Lanes128, TFormat, TSubtract, TTerm>(origin + start, model + start, number, bits + first, KeptBits.Lanes, part);
            Collect(part, KeptBits.Word, all, kept);
        }

        if (TFormat.Alternates)
        {
            Order(all);
            Order(kept);
        }

        var rest = count % KeptBits.Word;
        for (var lane = 0; lane < rest; lane++)
        {
            var i = count - rest + lane;
            var place = (long)i * TFormat.Size;
            var value = TFormat.Load<Lanes1>(model + place);
            TTerm.Of(TSubtract.IsYes ? value - TFormat.Load<Lanes1>(origin + place) : value).Store(part + lane);
            part[KeptBits.Word + lane] = (bits[i / KeptBits.Word] >> lane & 1) != 0 ? part[lane] : 0;
        }

        Collect(part, rest, all, kept);
        return (BlockSums.AddLanes(all), BlockSums.AddLanes(kept));
    }

    // From the order of pairs of vectors, which take elements in turn, to that of elements.
    private static void Order(double* sums)
    {
        var lanes = Simd.Has512 ? Lanes512.Count : Simd.Has256 ? Lanes256.Count : Lanes128.Count;
        var pairs = stackalloc double[KeptBits.Word];
        Unsafe.CopyBlock(pairs, sums, KeptBits.Word * sizeof(double));
        for (var first = 0; first < KeptBits.Word; first += 2 * lanes)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                sums[first + (2 * lane)] = pairs[first + lane];
                sums[first + (2 * lane) + 1] = pairs[first + lanes + lane];
            }
        }
    }

    private static void Collect(float* part, int lanes, double* all, double* kept)
    {
        BlockSums.Collect(part, lanes, all);
        BlockSums.Collect(part + KeptBits.Word, lanes, kept);
    }

    // A pair of vectors at a time, in the order of the format's pairs; narrow ones go over the elements several times.
    [MethodImpl(Simd.Kernel)]
    private static void Add<TLanes, TFormat, TSubtract, TTerm>(byte* origin, byte* model, int words, uint* bits, float* laneBits, float* part)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TTerm : struct, ITerm
    {
        laneBits += KeptBits.Word * KeptBits.Order(TLanes.Count, TFormat.Alternates);
        for (var first = 0; first < KeptBits.Word; first += 2 * TLanes.Count)
        {
            TLanes all0 = default, all1 = default, kept0 = default, kept1 = default;
            var lanes = laneBits + first;
            var place = (long)first * TFormat.Size;
            for (var word = 0; word < words; word++, place += KeptBits.Word * TFormat.Size)
            {
                var d0 = TFormat.LoadPair<TLanes>(model + place, out var d1);
                if (TSubtract.IsYes)
                {
                    d0 -= TFormat.LoadPair<TLanes>(origin + place, out var b1);
                    d1 -= b1;
                }

                var (m0, m1) = (TTerm.Of(d0), TTerm.Of(d1));
                var kept = TLanes.LoadSame((float*)bits + word);
                all0 += m0;
                all1 += m1;
                kept0 = TLanes.AddBits(kept, lanes, kept0, m0);
                kept1 = TLanes.AddBits(kept, lanes + TLanes.Count, kept1, m1);
            }

            all0.Store(part + first);
            all1.Store(part + first + TLanes.Count);
            kept0.Store(part + KeptBits.Word + first);
            kept1.Store(part + KeptBits.Word + first + TLanes.Count);
        }
    }

    // What is summed; never −0.
    private interface ITerm
    {
        static abstract TLanes Of<TLanes>(TLanes value)
            where TLanes : struct, ILanes<TLanes>;
    }

    private readonly struct Magnitude : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes value)
            where TLanes : struct, ILanes<TLanes> => TLanes.Abs(value);
    }

    private readonly struct Square : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes value)
            where TLanes : struct, ILanes<TLanes> => value * value;
    }
}
