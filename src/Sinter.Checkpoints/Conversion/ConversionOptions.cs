namespace Sinter.Checkpoints;

/// <summary>How a checkpoint is converted.</summary>
public sealed record ConversionOptions
{
    /// <summary>Most bytes of tensor data a file; null for one file.</summary>
    public long? ShardSize { get; init; }

    /// <summary>Replaces what is at the output.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Threads that copy.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
