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

        var rest = count % KeptBits.Word;
        for (var lane = 0; lane < rest; lane++)
        {
            var i = count - rest + lane;
            TTerm.Of(Load<Lanes1, TFormat, TSubtract>(origin + (long)i * TFormat.Size, model + (long)i * TFormat.Size)).Store(part + lane);
            part[KeptBits.Word + lane] = (bits[i / KeptBits.Word] >> lane & 1) != 0 ? part[lane] : 0;
        }

        Collect(part, rest, all, kept);

        return (BlockSums.AddLanes(all), BlockSums.AddLanes(kept));
    }

    private static void Collect(float* part, int lanes, double* all, double* kept)
    {
        BlockSums.Collect(part, lanes, all);
        BlockSums.Collect(part + KeptBits.Word, lanes, kept);
    }

    // Two registers at a time; narrow ones go over the elements several times.
    [MethodImpl(Simd.Kernel)]
    private static void Add<TLanes, TFormat, TSubtract, TTerm>(byte* origin, byte* model, int words, uint* bits, float* laneBits, float* part)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TTerm : struct, ITerm
    {
        for (var first = 0; first < KeptBits.Word; first += 2 * TLanes.Count)
        {
            TLanes all0 = default, all1 = default, kept0 = default, kept1 = default;
            var (lanes0, lanes1) = (TLanes.Load(laneBits + first), TLanes.Load(laneBits + first + TLanes.Count));
            var step = TLanes.Count * TFormat.Size;
            var place = (long)first * TFormat.Size;
            for (var word = 0; word < words; word++, place += KeptBits.Word * TFormat.Size)
            {
                var m0 = TTerm.Of(Load<TLanes, TFormat, TSubtract>(origin + place, model + place));
                var m1 = TTerm.Of(Load<TLanes, TFormat, TSubtract>(origin + place + step, model + place + step));
                var kept = TLanes.Create(((float*)bits)[word]);
                all0 += m0;
                all1 += m1;
                kept0 = TLanes.AddIfSameBits(kept & lanes0, lanes0, kept0, m0);
                kept1 = TLanes.AddIfSameBits(kept & lanes1, lanes1, kept1, m1);
            }

            all0.Store(part + first);
            all1.Store(part + first + TLanes.Count);
            kept0.Store(part + KeptBits.Word + first);
            kept1.Store(part + KeptBits.Word + first + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes, TFormat, TSubtract>(byte* origin, byte* model)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer => TSubtract.IsYes ? TFormat.Load<TLanes>(model) - TFormat.Load<TLanes>(origin) : TFormat.Load<TLanes>(model);

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
