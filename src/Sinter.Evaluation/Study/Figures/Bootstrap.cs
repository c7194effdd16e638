namespace Sinter.Evaluation;

/// <summary>
/// Paired bootstrap (Efron, 1979): draws pictures of each task, and seeds, with replacement, the same for both rows. A row without seeds stands beside every seed of the other.
/// </summary>
internal sealed class Bootstrap(int resamples)
{
    private const double Outside = 0.025;
    private readonly Dictionary<StudyCell, Dictionary<string, double[]>> _drawn = [];
    private readonly Dictionary<long, PictureCounts> _counts = [];

    /// <summary>Differences in all columns that both rows have.</summary>
    /// <param name="first">Cells of one row, by seed.</param>
    /// <param name="second">Cells of the other, in the same order.</param>
    public List<Difference> Compare(IReadOnlyList<CellFigures> first, IReadOnlyList<CellFigures> second)
    {
        var result = new List<Difference>();
        foreach (var column in StudyColumn.Compared)
        {
            var differences = first.Zip(second, (a, b) => column.Of(a, a.Once) - column.Of(b, b.Once)).ToList();
            if (differences.Exists(double.IsNaN)) continue;
            var pairs = first.Zip(second, (a, b) => (First: Drawn(a, column), Second: Drawn(b, column))).ToList();
            var draws = Enumerable.Range(0, resamples).Select(draw => Drawn(pairs, draw)).Order().ToList();
            result.Add(new Difference(column, differences.Average(), Quantile(draws, Outside), Quantile(draws, 1 - Outside)));
        }

        return result;
    }

    private static double Drawn(List<(double[] First, double[] Second)> pairs, int draw)
    {
        var seeds = PictureCounts.Draw(pairs.Count, "seeds", draw);
        return pairs.Select((pair, s) => seeds[s] * (pair.First[draw] - pair.Second[draw])).Sum() / pairs.Count;
    }

    // The value below which a share of the draws lies, between the two nearest.
    private static double Quantile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private double[] Drawn(CellFigures figures, StudyColumn column)
    {
        if (!_drawn.TryGetValue(figures.Cell, out var columns)) _drawn[figures.Cell] = columns = [];
        if (columns.TryGetValue(column.Key, out var known)) return known;
        var values = new double[resamples];
        for (var draw = 0; draw < resamples; draw++)
        {
            if (!_counts.TryGetValue(draw, out var counts)) _counts[draw] = counts = PictureCounts.Draw(figures.Cell, draw);
            values[draw] = column.Of(figures, counts);
        }

        return columns[column.Key] = values;
    }
}
