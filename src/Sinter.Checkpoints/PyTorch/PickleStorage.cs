namespace Sinter.Checkpoints;

/// <summary>A storage that a pickle refers to; its bytes lie elsewhere in the file.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">Number of elements that this reference covers.</param>
/// <param name="Start">First element covered; not 0 only for the storage views of old files.</param>
internal sealed record PickleStorage(string Key, PickleElementType Type, long Count, long Start);
