namespace Sinter.Tensors;

/// <summary>Elements in memory that lanes are loaded from and stored to: lets a kernel read and write a storage type without a pass of conversion.</summary>
internal unsafe interface IStoredFormat
{
    /// <summary>Bytes an element takes.</summary>
    static abstract int Size { get; }

    /// <summary>Widens: exact.</summary>
    static abstract TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Rounds to nearest, ties to even.</summary>
    static abstract void Store<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>The same of finite values; of others it may write anything.</summary>
    static abstract void StoreFinite<TLanes>(TLanes value, byte* destination)
        where TLanes : struct, ILanes<TLanes>;
}
