namespace Sinter.Data;

/// <summary>A picture that was written.</summary>
/// <param name="Input">The clean picture's path, relative to the input folder, with slashes: what its random numbers are drawn from.</param>
/// <param name="Output">The written file's path, relative to the output folder, with slashes.</param>
/// <param name="Type">The corruption; for <c>mixed</c> the drawn one.</param>
/// <param name="Table">The table its severity stands for.</param>
public sealed record CorruptedPicture(string Input, string Output, string Type, CorruptionTable Table);
