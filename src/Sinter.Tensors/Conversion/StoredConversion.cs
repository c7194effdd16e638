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
    public static void Round<TFormat>(float* source, byte* destination, long count)
        where TFormat : struct, IStoredFormat
    {
        var done = Simd.Has512 ? Round<Lanes512, TFormat>(source, destination, 0, count)
            : Simd.Has256 ? Round<Lanes256, TFormat>(source, destination, 0, count)
            : Round<Lanes128, TFormat>(source, destination, 0, count);
        Round<Lanes1, TFormat>(source, destination, done, count);
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
    private static long Round<TLanes, TFormat>(float* source, byte* destination, long start, long count)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat
    {
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count) TFormat.Store(TLanes.Load(source + i), destination + (i * TFormat.Size));
        return i;
    }
}
