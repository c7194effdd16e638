using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>What a row scored with one seed, and everything that it depends on.</summary>
internal sealed record StudyCell
{
    /// <summary>The row.</summary>
    public required string Row { get; init; }

    /// <summary>Null for a row without randomness.</summary>
    public int? Seed { get; init; }

    /// <summary>sha256 of <see cref="Depends"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Everything that it depends on.</summary>
    public required JsonObject Depends { get; init; }

    /// <summary>What the row was given: a coefficient and how it was chosen.</summary>
    public string Note { get; init; } = "";

    /// <summary>Scores of the seen tasks, by condition.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<PictureScores>> Seen { get; init; }

    /// <summary>Scores of the unseen tasks.</summary>
    public required IReadOnlyList<PictureScores> Unseen { get; init; }

    /// <summary>Coefficients that were tried, and mean validation accuracy; null where there is nothing to choose.</summary>
    public IReadOnlyList<GridPoint>? Grid { get; init; }

    /// <summary>The mean mixture over the adaptation set [G, K]; null without a router.</summary>
    [JsonConverter(typeof(SinglesJson))]
    public float[]? Mixture { get; init; }

    /// <summary>What the fit reported.</summary>
    public FitReport? Fit { get; init; }
}
