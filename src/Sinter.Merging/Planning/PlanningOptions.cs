namespace Sinter.Merging;

/// <summary>What decides a plan besides the recipe.</summary>
public sealed record PlanningOptions
{
    /// <summary>Overrides the recipe's seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// Folder of models that Hugging Face's tools have downloaded (see <see cref="Sinter.Merging.HubCache.FromEnvironment"/>); names such as <c>org/model</c>
    /// are looked up in it when
    /// no local folder has that path. Null to look nowhere. Nothing is ever downloaded.
    /// </summary>
    public string? HubCache { get; init; }
}
