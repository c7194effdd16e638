using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>The elements of a task vector, W − B, of stored weights.</summary>
/// <param name="origin">Address of B.</param>
/// <param name="model">Address of W.</param>
internal readonly unsafe struct DifferenceSource<TFormat>(byte* origin, byte* model) : IValueSource<DifferenceSource<TFormat>>
    where TFormat : struct, IStoredFormat
{
    public DifferenceSource<TFormat> From(int start) => new(origin + ((long)start * TFormat.Size), model + ((long)start * TFormat.Size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Load<TLanes>(int i)
        where TLanes : struct, ILanes<TLanes> => TFormat.Load<TLanes>(model + ((long)i * TFormat.Size)) - TFormat.Load<TLanes>(origin + ((long)i * TFormat.Size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes LoadPair<TLanes>(int i, TLanes upperHalves, out TLanes second)
        where TLanes : struct, ILanes<TLanes>
    {
        var base0 = TFormat.LoadPair(origin + ((long)i * TFormat.Size), upperHalves, out TLanes base1);
        var first = TFormat.LoadPair(model + ((long)i * TFormat.Size), upperHalves, out second);
        second -= base1;
        return first - base0;
    }
}
