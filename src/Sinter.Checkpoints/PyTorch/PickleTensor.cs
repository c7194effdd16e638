namespace Sinter.Checkpoints;

/// <summary>A tensor of a pickle: a view of a storage. Everything has been checked to lie inside it.</summary>
/// <param name="Storage">Where the elements lie.</param>
/// <param name="Type">Type of the elements.</param>
/// <param name="Offset">First element.</param>
/// <param name="Sizes">Dimensions.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension.</param>
internal sealed record PickleTensor(PickleStorage Storage, PickleElementType Type, long Offset, long[] Sizes, long[] Strides)
{
    /// <summary>Equal for tensors that are the same part of the same storage.</summary>
    public string Identity =>
        $"{Storage.Key}/{Storage.Start * Storage.Type.Size + Offset * Type.Size}/{Type.Name}/{string.Join(',', Sizes)}/{string.Join(',', Strides)}";
}
