using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Finds the elements whose magnitude lies in a <see cref="MagnitudeBracket"/>.</summary>
internal static unsafe class BracketKernel
{
    /// <summary>Elements of the longest run.</summary>
    public const int RunLength = 4096;

    /// <summary>Room for what is found in a run.</summary>
    public const int HitsLength = RunLength + (2 * MostLanes);

    private const int MostLanes = 16;

    /// <summary>Looks at a run of elements.</summary>
    public static void Collect<TSource>(TSource source, int count, MagnitudeBracket bracket, ref BracketHits hits)
        where TSource : struct, IValueSource<TSource>
    {
        var none = default(BracketHits);
        Collect<TSource, No>(source, count, bracket, default, ref hits, ref none);
    }

    /// <summary>Whether two brackets can be looked for at once: the second lies above the first and has no frequent magnitudes.</summary>
    public static bool TakesBoth(MagnitudeBracket bracket, MagnitudeBracket other) => other.Low > bracket.High && other.High < MagnitudeBracket.None && other.First == MagnitudeBracket.None;

    /// <summary>The same for two brackets at once. It pays where few elements lie above the second one.</summary>
    public static void Collect<TSource>(TSource source, int count, MagnitudeBracket bracket, MagnitudeBracket other, ref BracketHits hits, ref BracketHits otherHits)
        where TSource : struct, IValueSource<TSource> => Collect<TSource, Yes>(source, count, bracket, other, ref hits, ref otherHits);

    private static void Collect<TSource, TTwo>(TSource source, int count, MagnitudeBracket bracket, MagnitudeBracket other, ref BracketHits hits, ref BracketHits otherHits)
        where TSource : struct, IValueSource<TSource>
        where TTwo : struct, IAnswer
    {
        if (bracket.First == MagnitudeBracket.None) Collect<TSource, None, TTwo>(source, count, bracket, other, ref hits, ref otherHits);
        else if (bracket.Second == MagnitudeBracket.None) Collect<TSource, One, TTwo>(source, count, bracket, other, ref hits, ref otherHits);
        else Collect<TSource, Two, TTwo>(source, count, bracket, other, ref hits, ref otherHits);
    }

    private static void Collect<TSource, TFrequent, TTwo>(TSource source, int count, MagnitudeBracket bracket, MagnitudeBracket other, ref BracketHits hits, ref BracketHits otherHits)
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TTwo : struct, IAnswer
    {
        var done = Simd.Has512 ? Collect<Lanes512, TSource, TFrequent, TTwo>(source, count, bracket, other, ref hits)
            : Simd.Has256 ? Collect<Lanes256, TSource, TFrequent, TTwo>(source, count, bracket, other, ref hits)
            : Collect<Lanes128, TSource, TFrequent, TTwo>(source, count, bracket, other, ref hits);
        if (TTwo.IsYes) Split(done, bracket, other, ref hits, ref otherHits);
        if (done == count) return;
        CollectRest(source, done, count, bracket, ref hits);
        if (TTwo.IsYes) CollectRest(source, done, count, other, ref otherHits);
    }

    // Of elements of which some have been collected for the one bracket or as not below the other, tells which is which. None of them lies below the first.
    private static void Split(int count, MagnitudeBracket bracket, MagnitudeBracket other, ref BracketHits hits, ref BracketHits otherHits)
    {
        var collected = hits.Values;
        var length = hits.Length;
        otherHits.Below += count - length;
        // Up to a whole number of vectors what follows lies above both.
        for (; length % (2 * MostLanes) != 0; length++) ((uint*)collected)[length] = MagnitudeBracket.None;
        Collect(new FloatSource(collected), length, other, ref otherHits);
        Collect(new FloatSource(collected), length, new MagnitudeBracket(bracket.Low, bracket.High), ref hits);
    }

    // Two vectors at a time. Keys are taken from the bracket's low end on: what lies below is negative, and read as an unsigned number above everything inside.
    // Of two brackets, what is not below the second one comes to the hits too.
    [SkipLocalsInit]
    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes, TSource, TFrequent, TTwo>(TSource source, int count, MagnitudeBracket bracket, MagnitudeBracket other, ref BracketHits hits)
        where TLanes : struct, ILanes<TLanes>
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TTwo : struct, IAnswer
    {
        var (low, most) = (Key<TLanes>(bracket.Low), Key<TLanes>(bracket.High - bracket.Low));
        var (first, second) = (Key<TLanes>(bracket.First - bracket.Low), Key<TLanes>(bracket.Second - bracket.Low));
        var bound = Key<TLanes>(other.Low - 1);
        var (upperHalves, magnitude) = (LaneConstants.UpperHalves<TLanes>(), LaneConstants.Magnitude<TLanes>());
        TLanes below = default, firstLanes = default, secondLanes = default;
        var (firsts, seconds) = (0, 0);
        var found = stackalloc ulong[RunLength / (2 * TLanes.Count) + 1];
        var (i, number) = (0, 0);
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var value0 = source.LoadPair(i, upperHalves, out TLanes value1);
            var (magnitude0, magnitude1) = (TLanes.Abs(value0, magnitude), TLanes.Abs(value1, magnitude));
            var (key0, key1) = (TLanes.SubtractIntegers(magnitude0, low), TLanes.SubtractIntegers(magnitude1, low));
            below = TLanes.CountNegative(key1, TLanes.CountNegative(key0, below));
            if (!Counts<TLanes>())
            {
                if (TFrequent.Value >= 1) (key0, key1) = (TLanes.HideSameBits(key0, first, ref firstLanes), TLanes.HideSameBits(key1, first, ref firstLanes));
                if (TFrequent.Value >= 2) (key0, key1) = (TLanes.HideSameBits(key0, second, ref secondLanes), TLanes.HideSameBits(key1, second, ref secondLanes));
            }

            var inside = Pair<TLanes>(
                TTwo.IsYes ? TLanes.BitsOfAtMostOrGreater(key0, most, magnitude0, bound) : TLanes.BitsOfAtMost(key0, most),
                TTwo.IsYes ? TLanes.BitsOfAtMostOrGreater(key1, most, magnitude1, bound) : TLanes.BitsOfAtMost(key1, most));
            if (Counts<TLanes>())
            {
                if (TFrequent.Value >= 1) inside = TakeOut(inside, Pair<TLanes>(TLanes.BitsOfSame(key0, first), TLanes.BitsOfSame(key1, first)), ref firsts);
                if (TFrequent.Value >= 2) inside = TakeOut(inside, Pair<TLanes>(TLanes.BitsOfSame(key0, second), TLanes.BitsOfSame(key1, second)), ref seconds);
            }

            found[number] = ((ulong)(uint)i << 32) | inside;
            number += inside != 0 ? 1 : 0;
        }

        var next = hits.Values;
        for (var k = 0; k < number; k++)
        {
            var value0 = source.LoadPair((int)(found[k] >> 32), upperHalves, out TLanes value1);
            next += TLanes.CompressBits((uint)found[k], value0, next);
            next += TLanes.CompressBits((uint)found[k] >> TLanes.Count, value1, next);
        }

        hits.Length = (int)(next - hits.Values);
        hits.Below += TLanes.Total(below);
        hits.First += firsts + TLanes.Total(firstLanes);
        hits.Second += seconds + TLanes.Total(secondLanes);
        return i;
    }

    private static void CollectRest<TSource>(TSource source, int start, int count, MagnitudeBracket bracket, ref BracketHits hits)
        where TSource : struct, IValueSource<TSource>
    {
        for (var i = start; i < count; i++)
        {
            source.Load<Lanes1>(i).Store(hits.Values + hits.Length);
            var key = BitConverter.SingleToUInt32Bits(hits.Values[hits.Length]) & 0x7FFFFFFF;
            if (key < bracket.Low) hits.Below++;
            else if (key > bracket.High) continue;
            else if (key == bracket.First) hits.First++;
            else if (key == bracket.Second) hits.Second++;
            else hits.Length++;
        }
    }

    // Whether frequent magnitudes are counted by bits, which pays with wide registers, or side by side in lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Counts<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.Count >= MostLanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TakeOut(uint inside, uint same, ref int count)
    {
        count += BitOperations.PopCount(same);
        return inside & ~same;
    }

    // The bits of two vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Pair<TLanes>(uint first, uint second)
        where TLanes : struct, ILanes<TLanes> => first | (second << TLanes.Count);

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
