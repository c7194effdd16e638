using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>What a <see cref="CorruptionRun"/> made.</summary>
/// <param name="Output">The folder or file.</param>
/// <param name="Pictures">What was written, in the order of the inputs.</param>
/// <param name="Skipped">What could not be read, in the order of the inputs.</param>
public sealed record CorruptionSummary(string Output, ImmutableArray<CorruptedPicture> Pictures, ImmutableArray<SkippedPicture> Skipped);
