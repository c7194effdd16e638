namespace Sinter.Checkpoints;

/// <summary>How adapters are combined.</summary>
public sealed record LoraCombinationOptions
{
    /// <summary>Largest rank of the result: the best approximation of that rank, by SVD. Null keeps the sum exact, with the ranks added up.</summary>
    public int? Rank { get; init; }

    /// <summary>
    /// Leaves out the modules that adapters saved whole (classifiers). Otherwise they are averaged with the weights, which needs equal shapes.
    /// </summary>
    public bool DropSavedModules { get; init; }

    /// <summary>Replaces what is at the output.</summary>
    public bool Overwrite { get; init; }
}
