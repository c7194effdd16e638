namespace Sinter.Checkpoints;

/// <summary>What a conversion wrote.</summary>
/// <param name="Path">Full path of the folder or file.</param>
/// <param name="Files">Names of the files written, in ordinal order; those of the weights and those copied beside them.</param>
/// <param name="Tensors">Number of tensors stored.</param>
/// <param name="ByteLength">Bytes of their data.</param>
/// <param name="Tied">Names that share another's data; noted in the metadata, not stored.</param>
public sealed record ConversionResult(string Path, IReadOnlyList<string> Files, int Tensors, long ByteLength, IReadOnlyDictionary<string, string> Tied);
