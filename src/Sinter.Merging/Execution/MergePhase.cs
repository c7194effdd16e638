namespace Sinter.Merging;

/// <summary>What a merge is doing.</summary>
public enum MergePhase
{
    /// <summary>Gathering a statistic of the whole model.</summary>
    Statistics,

    /// <summary>Combining and writing tensors.</summary>
    Merging,

    /// <summary>Hashing inputs and outputs for the provenance.</summary>
    Hashing,
}
