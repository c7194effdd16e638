namespace Sinter.Merging;

/// <summary>What <c>sinter check</c> finds out without reading a weight.</summary>
public sealed record MergeCheckReport
{
    /// <summary>True when the merge can run.</summary>
    public bool Ok => Problems.Count == 0;

    /// <summary>Everything that stands in its way.</summary>
    public required IReadOnlyList<RecipeProblem> Problems { get; init; }

    /// <summary>Things to know that are no errors.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The merge method; null when the recipe could not be read.</summary>
    public string? Method { get; init; }

    /// <summary>The transforms of <c>prune</c>, in order.</summary>
    public IReadOnlyList<string> Prune { get; init; } = [];

    /// <summary>The inputs.</summary>
    public IReadOnlyList<CheckedModel> Models { get; init; } = [];

    /// <summary>Number of tensors that are merged.</summary>
    public int MergedTensors { get; init; }

    /// <summary>Names of the tensors that are copied.</summary>
    public IReadOnlyList<string> Copied { get; init; } = [];

    /// <summary>Tensors of the inputs that the output will not have.</summary>
    public IReadOnlyList<SkippedTensor> Skipped { get; init; } = [];

    /// <summary>Names of the output's element types, the one with most bytes first.</summary>
    public IReadOnlyList<string> OutputTypes { get; init; } = [];

    /// <summary>Bytes of the output's weights.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Free bytes where the output goes; null when that was not said or cannot be found out.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Bytes of memory the merge takes for tensors, besides the program itself.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Seed of everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>Generator of everything random.</summary>
    public RandomKind Random { get; init; }
}
