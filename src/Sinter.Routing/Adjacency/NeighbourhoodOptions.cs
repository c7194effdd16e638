namespace Sinter.Routing;

/// <summary>Which samples count as neighbours. The paper has a radius; its size, the floor and the ceiling are ours.</summary>
public sealed record NeighbourhoodOptions
{
    /// <summary>r: largest Euclidean distance of unit features, 0 to 2. Null: <see cref="Quantile"/> decides.</summary>
    public double? Radius { get; init; }

    /// <summary>r is this quantile of the pairs' distances (of 2²⁰ random pairs when there are more).</summary>
    public double Quantile { get; init; } = 0.1;

    /// <summary>A sample has at least its so many nearest as neighbours, however far.</summary>
    public int Floor { get; init; } = 4;

    /// <summary>And at most its so many nearest; null: no limit.</summary>
    public int? Ceiling { get; init; } = 16;

    /// <summary>Seed of the random pairs.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        if (Radius is { } radius && radius is not (>= 0 and <= 2))
            throw new RoutingException(RoutingError.InvalidOption, $"The radius is {radius}; features have length 1, so distances run from 0 to 2.");
        if (Quantile is not (>= 0 and <= 1)) throw new RoutingException(RoutingError.InvalidOption, $"The quantile of distances is {Quantile}; expected 0 to 1.");
        if (Floor < 0 || Ceiling < Math.Max(Floor, 1))
            throw new RoutingException(RoutingError.InvalidOption, $"At least {Floor} and at most {Ceiling} neighbours: the floor must be 0 or more, the ceiling 1 or more and not below the floor.");
    }
}
