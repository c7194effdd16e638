using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Sets elements to zero by their magnitude, in place; a NaN never.</summary>
internal static unsafe class MagnitudeTrim
{
    /// <summary>x ← |x| &lt; bound ? 0 : x.</summary>
    public static void KeepLargest(Span<float> values, float bound)
    {
        fixed (float* pointer = values)
        {
            var done = Simd.Has512 ? KeepLargest<Lanes512>(pointer, 0, values.Length, bound)
                : Simd.Has256 ? KeepLargest<Lanes256>(pointer, 0, values.Length, bound)
                : KeepLargest<Lanes128>(pointer, 0, values.Length, bound);
            KeepLargest<Lanes1>(pointer, done, values.Length, bound);
        }
    }

    /// <summary>x ← |x| ≥ bound ? 0 : x.</summary>
    public static void DropLargest(Span<float> values, float bound)
    {
        fixed (float* pointer = values)
        {
            var done = Simd.Has512 ? DropLargest<Lanes512>(pointer, 0, values.Length, bound)
                : Simd.Has256 ? DropLargest<Lanes256>(pointer, 0, values.Length, bound)
                : DropLargest<Lanes128>(pointer, 0, values.Length, bound);
            DropLargest<Lanes1>(pointer, done, values.Length, bound);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int KeepLargest<TLanes>(float* values, int start, int count, float bound)
        where TLanes : struct, ILanes<TLanes>
    {
        var (limit, zero, i) = (TLanes.Create(bound), TLanes.Create(0), start);
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var value = TLanes.Load(values + i);
            TLanes.Select(TLanes.GreaterThan(limit, TLanes.Abs(value)), zero, value).Store(values + i);
        }

        return i;
    }

    [MethodImpl(Simd.Kernel)]
    private static int DropLargest<TLanes>(float* values, int start, int count, float bound)
        where TLanes : struct, ILanes<TLanes>
    {
        var (limit, zero, i) = (TLanes.Create(bound), TLanes.Create(0), start);
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var value = TLanes.Load(values + i);
            TLanes.Select(TLanes.GreaterThanOrEqual(TLanes.Abs(value), limit), zero, value).Store(values + i);
        }

        return i;
    }
}
