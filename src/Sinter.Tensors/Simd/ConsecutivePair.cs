using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Pairs of vectors whose elements follow each other, for formats that have nothing cheaper.</summary>
internal static unsafe class ConsecutivePair
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TFormat, TLanes>(byte* source, out TLanes second)
        where TFormat : struct, IStoredFormat
        where TLanes : struct, ILanes<TLanes>
    {
        second = TFormat.Load<TLanes>(source + (TLanes.Count * TFormat.Size));
        return TFormat.Load<TLanes>(source);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFinite<TFormat, TLanes>(TLanes first, TLanes second, byte* destination)
        where TFormat : struct, IStoredFormat
        where TLanes : struct, ILanes<TLanes>
    {
        TFormat.StoreFinite(first, destination);
        TFormat.StoreFinite(second, destination + (TLanes.Count * TFormat.Size));
    }
}
