namespace Sinter.Tensors;

/// <summary>Elements in memory that lanes are loaded from and stored to: lets a kernel read and write a storage type without a pass of conversion.</summary>
internal unsafe interface IStoredFormat
{
    /// <summary>Bytes an element takes.</summary>
    static abstract int Size { get; }

    /// <summary>Widens: exact.</summary>
    static abstract TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Whether the elements of a pair alternate between its vectors, instead of following each other.</summary>
    static abstract bool Alternates { get; }

    /// <summary>Widens two vectors of elements that lie side by side, in the order that is cheapest: for kernels to which the place of an element does not matter.</summary>
    static abstract TLanes LoadPair<TLanes>(byte* source, out TLanes second)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The same with <see cref="LaneConstants.UpperHalves"/> at hand, for hot loops.</summary>
    static abstract TLanes LoadPair<TLanes>(byte* source, TLanes upperHalves, out TLanes second)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Rounds to nearest, ties to even.</summary>
    static abstract void Store<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The same of finite values; of others it may write anything.</summary>
    static abstract void StoreFinite<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The same of two vectors, in the order of <see cref="LoadPair{TLanes}(byte*, out TLanes)"/>.</summary>
    static abstract void StoreFinitePair<TLanes>(TLanes first, TLanes second, byte* destination)
        where TLanes : struct, ILanes<TLanes>;
}
