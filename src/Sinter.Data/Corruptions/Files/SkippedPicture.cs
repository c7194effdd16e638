namespace Sinter.Data;

/// <summary>A picture that could not be read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What is wrong with it; names the file.</param>
public sealed record SkippedPicture(string Path, string Reason);
