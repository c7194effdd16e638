using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>IEEE half precision.</summary>
internal readonly unsafe struct Float16Format : IStoredFormat
{
    public static int Size => sizeof(ushort);

    public static bool Alternates => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadFloat16((ushort*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes> => value.StoreFloat16((ushort*)destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFinite<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes> => Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes LoadPair<TLanes>(byte* source, out TLanes second)
        where TLanes : struct, ILanes<TLanes> => ConsecutivePair.Load<Float16Format, TLanes>(source, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes LoadPair<TLanes>(byte* source, TLanes upperHalves, out TLanes second)
        where TLanes : struct, ILanes<TLanes> => LoadPair(source, out second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFinitePair<TLanes>(TLanes first, TLanes second, byte* destination)
        where TLanes : struct, ILanes<TLanes> => ConsecutivePair.StoreFinite<Float16Format, TLanes>(first, second, destination);
}
