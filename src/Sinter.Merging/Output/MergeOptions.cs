namespace Sinter.Merging;

/// <summary>Where a merge goes and how it is carried out. Nothing here but <see cref="ShardSize"/> changes a byte of the weights' files.</summary>
/// <param name="Output">The folder to make. It is written under a temporary name beside it and renamed into place when complete.</param>
public sealed record MergeOptions(string Output)
{
    /// <summary>Largest size of a weights file in bytes; 0 for one file.</summary>
    public long ShardSize { get; init; }

    /// <summary>Replaces an output that exists; otherwise that is an error.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Writes sha256 of every input and output file into the provenance; reading everything once more costs time.</summary>
    public bool Hashes { get; init; } = true;

    /// <summary>Waits until every weights file is on the disk before the folder gets its name, so that even a power cut leaves no broken output.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Threads, memory, progress.</summary>
    public ExecutionOptions Execution { get; init; } = new();
}
