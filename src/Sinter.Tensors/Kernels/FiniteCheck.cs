using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Whether a block is fit to be stored.</summary>
internal static unsafe class FiniteCheck
{
    /// <summary>Whether every |x| ≤ <paramref name="limit"/>; a NaN never is. With the largest float: whether all are finite.</summary>
    public static bool AllWithin(ReadOnlySpan<float> values, float limit)
    {
        fixed (float* pointer = values)
        {
            var within = true;
            var done = Simd.Has512 ? AllWithin<Lanes512>(pointer, 0, values.Length, limit, ref within)
                : Simd.Has256 ? AllWithin<Lanes256>(pointer, 0, values.Length, limit, ref within)
                : AllWithin<Lanes128>(pointer, 0, values.Length, limit, ref within);
            AllWithin<Lanes1>(pointer, done, values.Length, limit, ref within);
            return within;
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int AllWithin<TLanes>(float* values, int start, int count, float limit, ref bool within)
        where TLanes : struct, ILanes<TLanes>
    {
        var largest = TLanes.Create(limit);
        var (even, odd) = (TLanes.SameBits(default, default), TLanes.SameBits(default, default));
        var all = TLanes.Bits(even);
        var i = start;
        for (; i <= count - (2 * TLanes.Count); i += 2 * TLanes.Count)
        {
            even &= TLanes.GreaterThanOrEqual(largest, TLanes.Abs(TLanes.Load(values + i)));
            odd &= TLanes.GreaterThanOrEqual(largest, TLanes.Abs(TLanes.Load(values + i + TLanes.Count)));
        }

        if (i <= count - TLanes.Count)
        {
            even &= TLanes.GreaterThanOrEqual(largest, TLanes.Abs(TLanes.Load(values + i)));
            i += TLanes.Count;
        }

        within &= TLanes.Bits(even & odd) == all;
        return i;
    }
}
