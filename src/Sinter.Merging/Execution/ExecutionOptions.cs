namespace Sinter.Merging;

/// <summary>How a plan is carried out; none of it changes a byte of the result.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Workers; at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes the merge may use for tensors, buffers included; 0 for the default of 256 MiB (more only where a matrix method needs it for one tensor).</summary>
    public long MaximumMemory { get; init; }

    /// <summary>Lets NaN and infinities through instead of stopping.</summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>Told from one of the workers, at most about ten times a second.</summary>
    public IProgress<MergeProgress>? Progress { get; init; }
}
