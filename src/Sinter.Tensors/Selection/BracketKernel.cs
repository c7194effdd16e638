using System.Numerics;
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
        var done = Simd.Has512 ? Collect<Lanes512, TSource, TFrequent, TRare>(source, 0, count, bracket, hits, ref found, ref counts)
            : Simd.Has256 ? CollectByMasks<Lanes256, TSource, TFrequent, TRare>(source, count, bracket, hits, ref found, ref counts)
            : CollectByMasks<Lanes128, TSource, TFrequent, TRare>(source, count, bracket, hits, ref found, ref counts);
        Collect<Lanes1, TSource, TFrequent, TRare>(source, done, count, bracket, hits, ref found, ref counts);
        return found;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes, TSource, TFrequent, TRare>(TSource source, int start, int count, MagnitudeBracket bracket, float* hits, ref int found, ref BracketHits counts)
        where TLanes : struct, ILanes<TLanes>
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TRare : struct, IAnswer
    {
        var (least, most) = (Key<TLanes>(bracket.Low), Key<TLanes>(bracket.High));
        var (first, second) = (Key<TLanes>(bracket.First), Key<TLanes>(bracket.Second));
        var next = hits + found;
        var (atMost, firsts, seconds, i) = (counts.AtMost, counts.First, counts.Second, start);
        // All lanes at most this: nothing inside or above.
        var (less, all) = (Key<TLanes>(bracket.Low - 1), TLanes.BitsOfSame(least, least));
        // Not an infinity, which may be inside.
        var outside = TLanes.Create(float.NaN);
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var value0 = source.LoadPair<TLanes>(i, out var value1);
            var (magnitude0, magnitude1) = (TLanes.Abs(value0), TLanes.Abs(value1));
            if (TRare.IsYes && (TLanes.BitsOfAtLeast(less, magnitude0) & TLanes.BitsOfAtLeast(less, magnitude1)) == all)
            {
                atMost += 2 * TLanes.Count;
                continue;
            }

            atMost += BitOperations.PopCount(TLanes.BitsOfAtLeast(most, magnitude0)) + BitOperations.PopCount(TLanes.BitsOfAtLeast(most, magnitude1));
            var rest0 = TLanes.SelectGreater(least, magnitude0, outside, magnitude0);
            var rest1 = TLanes.SelectGreater(least, magnitude1, outside, magnitude1);
            if (TFrequent.Value >= 1)
            {
                firsts += BitOperations.PopCount(TLanes.BitsOfSame(magnitude0, first)) + BitOperations.PopCount(TLanes.BitsOfSame(magnitude1, first));
                rest0 = TLanes.SelectSameBits(rest0, first, outside, rest0);
                rest1 = TLanes.SelectSameBits(rest1, first, outside, rest1);
            }

            if (TFrequent.Value >= 2)
            {
                seconds += BitOperations.PopCount(TLanes.BitsOfSame(magnitude0, second)) + BitOperations.PopCount(TLanes.BitsOfSame(magnitude1, second));
                rest0 = TLanes.SelectSameBits(rest0, second, outside, rest0);
                rest1 = TLanes.SelectSameBits(rest1, second, outside, rest1);
            }

            next += TLanes.CompressAtLeast(most, rest0, value0, next);
            next += TLanes.CompressAtLeast(most, rest1, value1, next);
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var value = source.Load<TLanes>(i);
            var magnitude = TLanes.Abs(value);
            atMost += BitOperations.PopCount(TLanes.BitsOfAtLeast(most, magnitude));
            var rest = TLanes.SelectGreater(least, magnitude, outside, magnitude);
            if (TFrequent.Value >= 1)
            {
                firsts += BitOperations.PopCount(TLanes.BitsOfSame(magnitude, first));
                rest = TLanes.SelectSameBits(rest, first, outside, rest);
            }

            if (TFrequent.Value >= 2)
            {
                seconds += BitOperations.PopCount(TLanes.BitsOfSame(magnitude, second));
                rest = TLanes.SelectSameBits(rest, second, outside, rest);
            }

            next += TLanes.CompressAtLeast(most, rest, value, next);
        }

        (found, counts.AtMost, counts.First, counts.Second) = ((int)(next - hits), atMost, firsts, seconds);
        return i;
    }

    // The same where comparisons make vectors, which are combined and counted as such. Pairs only; what is left over is another's.
    [MethodImpl(Simd.Kernel)]
    private static int CollectByMasks<TLanes, TSource, TFrequent, TRare>(TSource source, int count, MagnitudeBracket bracket, float* hits, ref int found, ref BracketHits counts)
        where TLanes : struct, ILanes<TLanes>
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TRare : struct, IAnswer
    {
        var (least, most) = (Key<TLanes>(bracket.Low), Key<TLanes>(bracket.High));
        var (first, second) = (Key<TLanes>(bracket.First), Key<TLanes>(bracket.Second));
        var next = hits + found;
        TLanes atMost = default, firsts = default, seconds = default;
        var all = TLanes.BitsOfSame(least, least);
        var (i, passed) = (0, 0);
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var value0 = source.LoadPair<TLanes>(i, out var value1);
            var (magnitude0, magnitude1) = (TLanes.Abs(value0), TLanes.Abs(value1));
            // A NaN is not less.
            if (TRare.IsYes && TLanes.Bits(TLanes.GreaterThan(least, magnitude0) & TLanes.GreaterThan(least, magnitude1)) == all)
            {
                passed += 2 * TLanes.Count;
                continue;
            }

            var (below0, below1) = (TLanes.GreaterThanOrEqual(most, magnitude0), TLanes.GreaterThanOrEqual(most, magnitude1));
            atMost = TLanes.CountIf(below1, TLanes.CountIf(below0, atMost));
            var (inside0, inside1) = (TLanes.GreaterThanOrEqual(magnitude0, least) & below0, TLanes.GreaterThanOrEqual(magnitude1, least) & below1);
            if (TFrequent.Value >= 1)
            {
                var (same0, same1) = (TLanes.SameBits(magnitude0, first), TLanes.SameBits(magnitude1, first));
                firsts = TLanes.CountIf(same1, TLanes.CountIf(same0, firsts));
                (inside0, inside1) = (TLanes.AndNot(same0, inside0), TLanes.AndNot(same1, inside1));
            }

            if (TFrequent.Value >= 2)
            {
                var (same0, same1) = (TLanes.SameBits(magnitude0, second), TLanes.SameBits(magnitude1, second));
                seconds = TLanes.CountIf(same1, TLanes.CountIf(same0, seconds));
                (inside0, inside1) = (TLanes.AndNot(same0, inside0), TLanes.AndNot(same1, inside1));
            }

            next += TLanes.Compress(inside0, value0, next);
            next += TLanes.Compress(inside1, value1, next);
        }

        found = (int)(next - hits);
        counts.AtMost += passed + TLanes.Total(atMost);
        counts.First += TLanes.Total(firsts);
        counts.Second += TLanes.Total(seconds);
        return i;
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
