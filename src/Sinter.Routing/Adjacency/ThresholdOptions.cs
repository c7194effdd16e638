namespace Sinter.Routing;

/// <summary>How neighbours are split into positives and negatives.</summary>
public sealed record ThresholdOptions
{
    /// <summary>Where the line is drawn.</summary>
    public ThresholdKind Kind { get; init; }

    /// <summary>The quantile that gives ε.</summary>
    public double Quantile { get; init; } = 0.5;

    /// <summary>A fixed ε instead of a quantile.</summary>
    public double? Epsilon { get; init; }
}
