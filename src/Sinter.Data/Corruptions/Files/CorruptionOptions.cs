using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>What <see cref="CorruptionRun"/> does.</summary>
public sealed record CorruptionOptions
{
    /// <summary>The corruptions; with several, each gets a folder of its name (or a row of a sheet).</summary>
    public required ImmutableArray<Corruption> Types { get; init; }

    /// <summary>1 to 5; for a sheet null stands for all of them.</summary>
    public int? Severity { get; init; }

    /// <summary>What the severities stand for.</summary>
    public CorruptionTable Table { get; init; }

    /// <summary>Which random numbers.</summary>
    public long Seed { get; init; }

    /// <summary>Go on when a picture of a folder cannot be read, and list it.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Replace an output that exists.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Threads; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
