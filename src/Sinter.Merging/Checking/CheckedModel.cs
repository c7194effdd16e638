namespace Sinter.Merging;

/// <summary>What a check tells of an input.</summary>
/// <param name="Name">Its short name, as in messages.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Role"><c>base</c>, <c>model</c> or <c>other</c> (statistics, the model under an adapter).</param>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Types">Names of their element types, the one with most bytes first.</param>
/// <param name="Vocabulary">Rows of its token embeddings; null when it has none.</param>
public sealed record CheckedModel(string Name, string Path, string Role, int Tensors, long Bytes, IReadOnlyList<string> Types, long? Vocabulary);
