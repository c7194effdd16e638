using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Finds the elements whose magnitude lies in a <see cref="MagnitudeBracket"/>.</summary>
internal static unsafe class BracketKernel
{
    /// <summary>Elements of the longest run.</summary>
    public const int RunLength = 4096;

    /// <summary>Room for what is found in a run.</summary>
    public const int HitsLength = RunLength + 16;

    /// <summary>Looks at a run of elements.</summary>
    public static void Collect<TSource>(TSource source, int count, MagnitudeBracket bracket, ref BracketHits hits)
        where TSource : struct, IValueSource<TSource>
    {
        var none = default(BracketHits);
        Collect<TSource, No>(source, count, bracket, default, ref hits, ref none);
    }

    /// <summary>Whether a bracket can be the second of two: it has no frequent magnitudes.</summary>
    public static bool TakesAsSecond(MagnitudeBracket bracket) => bracket.First == MagnitudeBracket.None;

    /// <summary>The same for two brackets at once, of which the second should hold few elements.</summary>
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
        var done = Simd.Has512 ? Collect<Lanes512, TSource, TFrequent, TTwo>(source, count, bracket, other, ref hits, ref otherHits)
            : Simd.Has256 ? Collect<Lanes256, TSource, TFrequent, TTwo>(source, count, bracket, other, ref hits, ref otherHits)
            : Collect<Lanes128, TSource, TFrequent, TTwo>(source, count, bracket, other, ref hits, ref otherHits);
        if (done == count) return;
        CollectRest(source, done, count, bracket, ref hits);
        if (TTwo.IsYes) CollectRest(source, done, count, other, ref otherHits);
    }

    // Two vectors at a time. Keys are taken from the bracket's low end on: what lies below is negative, and read as an unsigned number above everything inside.
    [MethodImpl(Simd.Kernel)]
    private static int Collect<TLanes, TSource, TFrequent, TTwo>(
        TSource source, int count, MagnitudeBracket bracket, MagnitudeBracket other, ref BracketHits hits, ref BracketHits otherHits)
        where TLanes : struct, ILanes<TLanes>
        where TSource : struct, IValueSource<TSource>
        where TFrequent : struct, INumber
        where TTwo : struct, IAnswer
    {
        var (low, most) = (Key<TLanes>(bracket.Low), Key<TLanes>(bracket.High - bracket.Low));
        var (first, second) = (Key<TLanes>(bracket.First - bracket.Low), Key<TLanes>(bracket.Second - bracket.Low));
        var (otherLow, otherMost) = (Key<TLanes>(other.Low), Key<TLanes>(other.High - other.Low));
        TLanes below = default, firsts = default, seconds = default, otherBelow = default;
        var outside = TLanes.SameBits(low, low);
        float* next = hits.Values, otherNext = otherHits.Values;
        var i = 0;
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var value0 = source.LoadPair<TLanes>(i, out var value1);
            var (magnitude0, magnitude1) = (TLanes.Abs(value0), TLanes.Abs(value1));
            var (key0, key1) = (TLanes.SubtractIntegers(magnitude0, low), TLanes.SubtractIntegers(magnitude1, low));
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
            if (TTwo.IsYes)
            {
                (key0, key1) = (TLanes.SubtractIntegers(magnitude0, otherLow), TLanes.SubtractIntegers(magnitude1, otherLow));
                otherBelow = TLanes.CountNegative(key1, TLanes.CountNegative(key0, otherBelow));
                if (!TLanes.AnyAtMost(key0, otherMost) && !TLanes.AnyAtMost(key1, otherMost)) continue;
                otherNext += TLanes.CompressAtMost(key0, otherMost, value0, otherNext);
                otherNext += TLanes.CompressAtMost(key1, otherMost, value1, otherNext);
            }
        }

        hits.Length = (int)(next - hits.Values);
        hits.Below += TLanes.Total(below);
        hits.First += TLanes.Total(firsts);
        hits.Second += TLanes.Total(seconds);
        otherHits.Length = (int)(otherNext - otherHits.Values);
        otherHits.Below += TLanes.Total(otherBelow);
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
