namespace Sinter.Checkpoints;

/// <summary>An entry of a zip archive.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Method">0 for stored bytes; anything else is compressed.</param>
/// <param name="Length">Bytes stored.</param>
/// <param name="HeaderPosition">Position of its local header.</param>
internal sealed record ZipEntry(string Name, int Method, long Length, long HeaderPosition);
