using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Values in memory.</summary>
/// <param name="values">Their address.</param>
internal readonly unsafe struct FloatSource(float* values) : IValueSource<FloatSource>
{
    public FloatSource From(int start) => new(values + start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Load<TLanes>(int i)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load(values + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes LoadPair<TLanes>(int i, TLanes upperHalves, out TLanes second)
        where TLanes : struct, ILanes<TLanes> => Float32Format.LoadPair((byte*)(values + i), out second);
}
