using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>bfloat16 and IEEE half precision ↔ float32, in blocks.</summary>
internal static unsafe class StoredConversion
{
    /// <summary>Widens <paramref name="count"/> elements: exact.</summary>
    public static void Widen<TFormat>(byte* source, float* destination, long count)
        where TFormat : struct, IStoredFormat
    {
        var done = Simd.Has512 ? Widen<Lanes512, TFormat>(source, destination, 0, count)
            : Simd.Has256 ? Widen<Lanes256, TFormat>(source, destination, 0, count)
            : Widen<Lanes128, TFormat>(source, destination, 0, count);
        Widen<Lanes1, TFormat>(source, destination, done, count);
    }

    /// <summary>Rounds <paramref name="count"/> elements, ties to even.</summary>
    /// <returns>Whether every |x| ≤ <paramref name="limit"/>; a NaN never is.</returns>
    public static bool Round<TFormat>(float* source, byte* destination, long count, float limit = float.PositiveInfinity)
        where TFormat : struct, IStoredFormat
    {
        var within = true;
        var done = Simd.Has512 ? Round<Lanes512, TFormat>(source, destination, 0, count, limit, ref within)
            : Simd.Has256 ? Round<Lanes256, TFormat>(source, destination, 0, count, limit, ref within)
            : Round<Lanes128, TFormat>(source, destination, 0, count, limit, ref within);
        Round<Lanes1, TFormat>(source, destination, done, count, limit, ref within);
        return within;
    }

    [MethodImpl(Simd.Kernel)]
    private static long Widen<TLanes, TFormat>(byte* source, float* destination, long start, long count)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count) TFormat.Load<TLanes>(source + (i * TFormat.Size)).Store(destination + i);
        return i;
    }

    [MethodImpl(Simd.Kernel)]
    private static long Round<TLanes, TFormat>(float* source, byte* destination, long start, long count, float limit, ref bool within)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var largest = TLanes.Create(limit);
        var (even, odd) = (TLanes.SameBits(default, default), TLanes.SameBits(default, default));
        var all = TLanes.Bits(even);
        var i = start;
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            var (first, second) = (TLanes.Load(source + i), TLanes.Load(source + i + TLanes.Count));
            TFormat.Store(first, destination + (i * TFormat.Size));
            TFormat.Store(second, destination + ((i + TLanes.Count) * TFormat.Size));
            even &= TLanes.GreaterThanOrEqual(largest, TLanes.Abs(first));
            odd &= TLanes.GreaterThanOrEqual(largest, TLanes.Abs(second));
        }

        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var value = TLanes.Load(source + i);
            TFormat.Store(value, destination + (i * TFormat.Size));
            even &= TLanes.GreaterThanOrEqual(largest, TLanes.Abs(value));
        }

        within &= TLanes.Bits(even & odd) == all;
        return i;
    }
}
