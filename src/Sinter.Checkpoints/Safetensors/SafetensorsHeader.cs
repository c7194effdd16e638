namespace Sinter.Checkpoints;

/// <summary>A parsed and checked header.</summary>
/// <param name="DataStart">Position of the first byte after the header.</param>
/// <param name="Tensors">Tensors in the order of their data, with the position of their first byte relative to <paramref name="DataStart"/>.</param>
/// <param name="Metadata">The <c>__metadata__</c> entries.</param>
internal sealed record SafetensorsHeader(
    long DataStart, IReadOnlyList<(TensorInfo Info, long Begin)> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Most bytes a header may have.</summary>
    public const long Longest = 100_000_000;

    /// <summary>Key of the free text beside the tensors.</summary>
    public const string MetadataKey = "__metadata__";
}
