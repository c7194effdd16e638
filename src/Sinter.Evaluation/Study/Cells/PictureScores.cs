using System.Text.Json.Serialization;

namespace Sinter.Evaluation;

/// <summary>How one set of pictures was answered, picture by picture: columns, spreads and intervals are made of it without running a model again.</summary>
internal sealed record PictureScores
{
    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>Whether each picture's class was right under the task's own head; several for a row of several models, whose mean counts.</summary>
    public required IReadOnlyList<Flags> Right { get; init; }

    /// <summary>Whether its task was found when nobody said which it is; null for rows that cannot.</summary>
    public Flags? Found { get; init; }

    /// <summary>Whether task and class were right then.</summary>
    public Flags? RightUnknown { get; init; }

    /// <summary>u of each picture; null for rows without an opinion.</summary>
    [JsonConverter(typeof(SinglesJson))]
    public float[]? Uncertainty { get; init; }

    /// <summary>Largest predicted class over largest true class.</summary>
    public double Collapse { get; init; }

    /// <summary>Mean −log probability of the right class, in nats.</summary>
    public double Loss { get; init; }

    /// <summary>Expected calibration error.</summary>
    public double Calibration { get; init; }

    /// <summary>Mean weight of each expert, over the layers; null for rows without a router.</summary>
    public double[]? Weights { get; init; }

    /// <summary>Pictures.</summary>
    [JsonIgnore]
    public int Count => Right[0].Count;

    /// <summary>Share of right classes.</summary>
    [JsonIgnore]
    public double Accuracy => Right.Average(static flags => flags.Share);
}
