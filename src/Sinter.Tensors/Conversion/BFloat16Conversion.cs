using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>bfloat16 ↔ float32, in blocks.</summary>
internal static unsafe class BFloat16Conversion
{
    /// <summary>Widens <paramref name="count"/> elements.</summary>
    public static void Widen(ushort* source, float* destination, long count)
    {
        var done = Simd.Has512 ? Widen<Lanes512>(source, destination, 0, count)
            : Simd.Has256 ? Widen<Lanes256>(source, destination, 0, count)
            : Widen<Lanes128>(source, destination, 0, count);
        Widen<Lanes1>(source, destination, done, count);
    }

    /// <summary>Rounds <paramref name="count"/> elements, ties to even.</summary>
    public static void Round(float* source, ushort* destination, long count)
    {
        var done = Simd.Has512 ? Round<Lanes512>(source, destination, 0, count)
            : Simd.Has256 ? Round<Lanes256>(source, destination, 0, count)
            : Round<Lanes128>(source, destination, 0, count);
        Round<Lanes1>(source, destination, done, count);
    }

    [MethodImpl(Simd.Kernel)]
    private static long Widen<TLanes>(ushort* source, float* destination, long start, long count)
        where TLanes : struct, ILanes<TLanes>
    {
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count) TLanes.LoadBFloat16(source + i).Store(destination + i);
        return i;
    }

    [MethodImpl(Simd.Kernel)]
    private static long Round<TLanes>(float* source, ushort* destination, long start, long count)
        where TLanes : struct, ILanes<TLanes>
    {
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count) TLanes.Load(source + i).StoreBFloat16(destination + i);
        return i;
    }
}
