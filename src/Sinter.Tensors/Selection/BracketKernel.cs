using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Finds the elements whose magnitude lies in a <see cref="MagnitudeBracket"/>.</summary>
internal static unsafe class BracketKernel
{
    /// <summary>
    /// Writes the elements inside, without the frequent ones, in any order, to <paramref name="hits"/> (of <see cref="SelectionKernels.HitsLength"/>) and returns their number; the others
    /// are added to <paramref name="counts"/>.
    /// </summary>
    public static int Collect<TSource>(TSource source, int count, MagnitudeBracket bracket, float* hits, ref BracketHits counts)
        where TSource : struct, IValueSource<TSource> =>
        bracket.First == MagnitudeBracket.None
            ? bracket.Rare ? Collect<TSource, None, Yes>(source, count, bracket, hits, ref counts) : Collect<TSource, None, No>(source, count, bracket, hits, ref counts)
        : bracket.Second == MagnitudeBracket.None ? Collect<TSource, One, No>(source, count, bracket, hits, ref counts)
        : Collect<TSource, Two, No>(source, count, bracket, hits, ref counts);

    private static int Collect<TSource, TFrequent, TRare>(TSource source, int count, MagnitudeBracket bracket, float* hits, ref BracketHits counts)
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TRare : struct, IAnswer
    {
        var found = 0;
        var done = Simd.Has512 ? Collect<Lanes512, TSource, TFrequent, TRare>(source, count, bracket, hits, ref found, ref counts)
            : Simd.Has256 ? Collect<Lanes256, TSource, TFrequent, TRare>(source, count, bracket, hits, ref found, ref counts)
            : Collect<Lanes128, TSource, TFrequent, TRare>(source, count, bracket, hits, ref found, ref counts);
        CollectRest<TSource, TFrequent>(source, done, count, bracket, hits, ref found, ref counts);
        return found;
    }

    // Two vectors at a time. Keys are taken from the bracket's low end on: what lies below is negative, and read as an unsigned number above everything inside.
    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes, TSource, TFrequent, TRare>(TSource source, int count, MagnitudeBracket bracket, float* hits, ref int found, ref BracketHits counts)
        where TLanes : struct, ILanes<TLanes>
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TRare : struct, IAnswer
    {
        var (low, most) = (Key<TLanes>(bracket.Low), Key<TLanes>(bracket.High - bracket.Low));
        var (first, second) = (Key<TLanes>(bracket.First - bracket.Low), Key<TLanes>(bracket.Second - bracket.Low));
        TLanes below = default, firsts = default, seconds = default;
        var outside = TLanes.SameBits(low, low);
        var all = TLanes.Bits(outside);
        var next = hits + found;
        var (i, passed) = (0, 0);
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var value0 = source.LoadPair<TLanes>(i, out var value1);
            var (key0, key1) = (TLanes.SubtractIntegers(TLanes.Abs(value0), low), TLanes.SubtractIntegers(TLanes.Abs(value1), low));
            if (TRare.IsYes && TLanes.Bits(key0 & key1) == all)
            {
                passed += 2 * TLanes.Count;
                continue;
            }

            below = TLanes.CountNegative(key1, TLanes.CountNegative(key0, below));
            if (TFrequent.Value >= 1)
            {
                firsts = TLanes.CountSameBits(key1, first, TLanes.CountSameBits(key0, first, firsts));
                (key0, key1) = (TLanes.SelectSameBits(key0, first, outside, key0), TLanes.SelectSameBits(key1, first, outside, key1));
            }

            if (TFrequent.Value >= 2)
            {
                seconds = TLanes.CountSameBits(key1, second, TLanes.CountSameBits(key0, second, seconds));
                (key0, key1) = (TLanes.SelectSameBits(key0, second, outside, key0), TLanes.SelectSameBits(key1, second, outside, key1));
            }

            next += TLanes.CompressAtMost(key0, most, value0, next);
            next += TLanes.CompressAtMost(key1, most, value1, next);
        }

        found = (int)(next - hits);
        counts.Below += passed + TLanes.Total(below);
        counts.First += TLanes.Total(firsts);
        counts.Second += TLanes.Total(seconds);
        return i;
    }

    private static void CollectRest<TSource, TFrequent>(TSource source, int start, int count, MagnitudeBracket bracket, float* hits, ref int found, ref BracketHits counts)
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
    {
        for (var i = start; i < count; i++)
        {
            source.Load<Lanes1>(i).Store(hits + found);
            var key = BitConverter.SingleToUInt32Bits(hits[found]) & 0x7FFFFFFF;
            if (key < bracket.Low) counts.Below++;
            else if (TFrequent.Value >= 1 && key == bracket.First) counts.First++;
            else if (TFrequent.Value >= 2 && key == bracket.Second) counts.Second++;
            else if (key <= bracket.High) found++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Key<TLanes>(uint key)
        where TLanes : struct, ILanes<TLanes> => TLanes.Create(BitConverter.UInt32BitsToSingle(key));

    // Numbers the compiler knows.
    private interface INumber
    {
        static abstract int Value { get; }
    }

    private readonly struct None : INumber
    {
        public static int Value => 0;
    }

    private readonly struct One : INumber
    {
        public static int Value => 1;
    }

    private readonly struct Two : INumber
    {
        public static int Value => 2;
    }
}
