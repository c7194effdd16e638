using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>bfloat16.</summary>
internal readonly unsafe struct BFloat16Format : IStoredFormat
{
    public static int Size => sizeof(ushort);

    public static bool Alternates => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadBFloat16((ushort*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes> => value.StoreBFloat16((ushort*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFinite<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes> => value.StoreFiniteBFloat16((ushort*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes LoadPair<TLanes>(byte* source, out TLanes second)
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadBFloat16Pair((ushort*)source, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes LoadPair<TLanes>(byte* source, TLanes upperHalves, out TLanes second)
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadBFloat16Pair((ushort*)source, upperHalves, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFinitePair<TLanes>(TLanes first, TLanes second, byte* destination)
        where TLanes : struct, ILanes<TLanes> => TLanes.StoreFiniteBFloat16Pair(first, second, (ushort*)destination);
}
