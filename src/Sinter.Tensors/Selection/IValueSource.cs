namespace Sinter.Tensors;

/// <summary>Float32 values that a kernel loads or, while it works, makes of stored elements.</summary>
/// <typeparam name="TSelf">The source.</typeparam>
internal interface IValueSource<TSelf>
    where TSelf : struct, IValueSource<TSelf>
{
    /// <summary>The same from element <paramref name="start"/> on.</summary>
    TSelf From(int start);

    /// <summary>A vector from element <paramref name="i"/> on.</summary>
    TLanes Load<TLanes>(int i)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Two vectors from element <paramref name="i"/> on, in the order of <see cref="IStoredFormat.LoadPair{TLanes}(byte*, TLanes, out TLanes)"/>.</summary>
    TLanes LoadPair<TLanes>(int i, TLanes upperHalves, out TLanes second)
        where TLanes : struct, ILanes<TLanes>;
}
