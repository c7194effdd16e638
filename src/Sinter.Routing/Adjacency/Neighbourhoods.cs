namespace Sinter.Routing;

/// <summary>The neighbours of every sample.</summary>
public sealed class Neighbourhoods
{
    private readonly int[] _starts;
    private readonly int[] _indices;

    internal Neighbourhoods(double radius, int[] starts, int[] indices) => (Radius, _starts, _indices) = (radius, starts, indices);

    /// <summary>Neighbourhoods that are known already.</summary>
    /// <param name="neighbours">For each sample its neighbours' indices.</param>
    public Neighbourhoods(IReadOnlyList<IReadOnlyList<int>> neighbours)
    {
        ArgumentNullException.ThrowIfNull(neighbours);
        Radius = double.NaN;
        _starts = new int[neighbours.Count + 1];
        for (var i = 0; i < neighbours.Count; i++) _starts[i + 1] = _starts[i] + neighbours[i].Count;
        _indices = [.. neighbours.SelectMany(static list => list)];
    }

    /// <summary>Samples.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Pairs of a sample and a neighbour.</summary>
    public int PairCount => _indices.Length;

    /// <summary>The radius that was used.</summary>
    public double Radius { get; }

    /// <summary>The neighbours of a sample, in ascending order.</summary>
    public ReadOnlySpan<int> this[int sample] => _indices.AsSpan(_starts[sample], _starts[sample + 1] - _starts[sample]);

    /// <summary>Samples without a neighbour.</summary>
    public int Isolated => Enumerable.Range(0, Count).Count(i => this[i].IsEmpty);

    /// <summary>Where a sample's pairs begin in lists of all pairs.</summary>
    internal int Start(int sample) => _starts[sample];

    /// <summary>Refuses neighbourhoods that leave samples alone: expectations over an empty set mean nothing.</summary>
    internal void RequireNeighbours()
    {
        if (Isolated > 0)
        {
            throw new RoutingException(
                RoutingError.IsolatedSamples,
                $"{Isolated} of {Count} samples have no neighbour within radius {Radius:0.###}: choose a larger radius or quantile, or a floor of at least 1 neighbour.");
        }
    }
}
