namespace Sinter.Data;

/// <summary>How a task's pictures are split and given out.</summary>
public sealed record TaskOptions
{
    /// <summary>The share of the training pictures that become validation pictures where the task stores none, between 0 and 1.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Null: validation is the last part of train in its stored order. A number: a seeded choice with the same share of every class.</summary>
    public long? ValidationSeed { get; init; }

    /// <summary>Whether packed pictures (IDX, sheets, CIFAR) come as RGB, and those of 28 × 28 with a black margin of 2: 32 × 32 × 3 all. Pictures in files of their own stay as they are.</summary>
    public bool Unify { get; init; } = true;

    /// <summary>Leave out pictures that cannot be read, instead of failing: every picture of a part is then decoded when the part is opened.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Where the draws of a procedural task start.</summary>
    public long ProceduralSeed { get; init; }

    /// <summary>Training pictures of a procedural task; null for the task's own number.</summary>
    public int? ProceduralPictures { get; init; }
}
