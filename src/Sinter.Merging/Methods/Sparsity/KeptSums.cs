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
    private const int HalfWord = KeptBits.Word / 2;

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

    [SkipLocalsInit]
    private static (double All, double Kept) Of<TFormat, TSubtract, TTerm>(byte* origin, byte* model, int count, uint* bits)
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TTerm : struct, ITerm
    {
        var sums = stackalloc double[2 * KeptBits.Word];
        new Span<double>(sums, 2 * KeptBits.Word).Clear();
        var words = count / KeptBits.Word;
        if (Simd.Has512) Add<Lanes512, TFormat, TSubtract, TTerm>(origin, model, words, bits, KeptBits.Lanes, sums);
        else if (Simd.Has256) Add<Lanes256, TFormat, TSubtract, TTerm>(origin, model, words, bits, KeptBits.Lanes, sums);
        else Add<Lanes128, TFormat, TSubtract, TTerm>(origin, model, words, bits, KeptBits.Lanes, sums);
        for (var i = words * KeptBits.Word; i < count; i++)
        {
            var lane = i % KeptBits.Word;
            var place = (long)i * TFormat.Size;
            var value = TFormat.Load<Lanes1>(model + place);
            var sum = sums + (TFormat.Alternates ? (lane / 2) + (lane % 2 * HalfWord) : lane);
            var term = TTerm.Of(TSubtract.IsYes ? value - TFormat.Load<Lanes1>(origin + place) : value, LaneConstants.Magnitude<Lanes1>());
            term.AddTo(sum);
            if ((bits[words] >> lane & 1) != 0) term.AddTo(sum + KeptBits.Word);
        }

        return (Total<TFormat>(sums), Total<TFormat>(sums + KeptBits.Word));
    }

    // Sums of elements at even places, then at odd ones, where the format's pairs part them: the last addition of a tree over all is that of the two.
    private static double Total<TFormat>(double* sums)
        where TFormat : struct, IStoredFormat =>
        TFormat.Alternates ? BlockSums.AddLanes(sums, HalfWord) + BlockSums.AddLanes(sums + HalfWord, HalfWord) : BlockSums.AddLanes(sums, KeptBits.Word);

    // A pair of vectors at a time, in the order of the format's pairs; narrow ones go over the elements several times.
    [MethodImpl(Simd.Kernel)]
    private static void Add<TLanes, TFormat, TSubtract, TTerm>(byte* origin, byte* model, int words, uint* bits, float* laneBits, double* sums)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
        where TSubtract : struct, IAnswer
        where TTerm : struct, ITerm
    {
        var (upperHalves, magnitude) = (LaneConstants.UpperHalves<TLanes>(), LaneConstants.Magnitude<TLanes>());
        laneBits += KeptBits.Word * KeptBits.Order(TLanes.Count, TFormat.Alternates);
        var next = TFormat.Alternates ? HalfWord : TLanes.Count;
        for (var first = 0; first < KeptBits.Word; first += 2 * TLanes.Count)
        {
            var (lanes0, lanes1) = (TLanes.Load(laneBits + first), TLanes.Load(laneBits + first + TLanes.Count));
            var sum = sums + (TFormat.Alternates ? first / 2 : first);
            var place = (long)first * TFormat.Size;
            for (var word = 0; word < words;)
            {
                TLanes all0 = default, all1 = default, kept0 = default, kept1 = default;
                for (var end = Math.Min(words, word + Run); word < end; word++, place += KeptBits.Word * TFormat.Size)
                {
                    var d0 = TFormat.LoadPair(model + place, upperHalves, out TLanes d1);
                    if (TSubtract.IsYes)
                    {
                        d0 -= TFormat.LoadPair(origin + place, upperHalves, out TLanes b1);
                        d1 -= b1;
                    }

                    var (m0, m1) = (TTerm.Of(d0, magnitude), TTerm.Of(d1, magnitude));
                    var kept = TLanes.LoadSame((float*)bits + word);
                    all0 += m0;
                    all1 += m1;
                    kept0 = TLanes.AddBits(kept, lanes0, kept0, m0);
                    kept1 = TLanes.AddBits(kept, lanes1, kept1, m1);
                }

                all0.AddTo(sum);
                all1.AddTo(sum + next);
                kept0.AddTo(sum + KeptBits.Word);
                kept1.AddTo(sum + KeptBits.Word + next);
            }
        }
    }

    // What is summed; never −0.
    private interface ITerm
    {
        static abstract TLanes Of<TLanes>(TLanes value, TLanes magnitude)
            where TLanes : struct, ILanes<TLanes>;
    }

    private readonly struct Magnitude : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes value, TLanes magnitude)
            where TLanes : struct, ILanes<TLanes> => TLanes.Abs(value, magnitude);
    }

    private readonly struct Square : ITerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TLanes>(TLanes value, TLanes magnitude)
            where TLanes : struct, ILanes<TLanes> => value * value;
    }
}
