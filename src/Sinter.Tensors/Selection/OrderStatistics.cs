using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// Quantiles (median, quartiles ...) of floats that stream by in blocks, exact: two passes of counting, one for a few thousand elements. While <see cref="NeedsPass"/>,
/// show it every element once, from several workers and in any order, then call <see cref="CompletePass"/>.
/// </summary>
/// <remarks>
/// −0 ranks below 0; a NaN ranks beyond the infinity of its sign, so values that may be NaN are to be checked first. Memory: 512 KB a worker, in the second pass
/// 256 KB a worker and distinct quantile.
/// </remarks>
public sealed class OrderStatistics : IDisposable
{
    private readonly (int Lower, int Upper, double Fraction)[] _quantiles;
    private readonly RadixSelection _selection;

    /// <param name="count">Number of elements, at least 1.</param>
    /// <param name="quantiles">Numbers from 0 (smallest) to 1 (largest).</param>
    /// <param name="workers">Workers that may accumulate at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no element, or a quantile is not in 0 .. 1.</exception>
    public OrderStatistics(long count, ReadOnlySpan<double> quantiles, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        var ranks = new List<long>();
        _quantiles = new (int, int, double)[quantiles.Length];
        for (var i = 0; i < quantiles.Length; i++)
        {
            if (quantiles[i] is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(quantiles), quantiles[i], "A quantile is a number from 0 to 1.");
            var position = quantiles[i] * (count - 1);
            var lower = (long)position;
            _quantiles[i] = (IndexOf(ranks, lower), IndexOf(ranks, Math.Min(lower + 1, count - 1)), position - lower);
        }

        _selection = new(new SortKey(Signed: true), count, CollectionsMarshal.AsSpan(ranks), workers, blocks: 0);
    }

    /// <summary>Whether every element must be shown once more.</summary>
    public bool NeedsPass => _selection.Pass != SelectionPass.Done;

    /// <summary>
    /// Quantile number <paramref name="index"/>, interpolated linearly between the two elements next to position q · (count − 1).
    /// </summary>
    /// <exception cref="InvalidOperationException">A pass is missing.</exception>
    public double this[int index]
    {
        get
        {
            var (lower, upper, fraction) = _quantiles[index];
            double below = _selection.ValueOf(lower), above = _selection.ValueOf(upper);
            return fraction == 0 || below == above ? below : below + (fraction * (above - below));
        }
    }

    /// <summary>Shows elements; calls at once have different workers.</summary>
    public void Accumulate(int worker, ReadOnlySpan<float> values) => _selection.Accumulate(values, worker, block: 0);

    /// <summary>Ends a pass.</summary>
    /// <exception cref="InvalidOperationException">The pass did not see as many elements as there are.</exception>
    public void CompletePass() => _selection.CompletePass();

    /// <inheritdoc/>
    public void Dispose() => _selection.Dispose();

    /// <summary>The quantile of elements in memory.</summary>
    public static double Quantile(ReadOnlySpan<float> values, double quantile)
    {
        using var statistics = new OrderStatistics(values.Length, [quantile], workers: 1);
        while (statistics.NeedsPass)
        {
            statistics.Accumulate(0, values);
            statistics.CompletePass();
        }

        return statistics[0];
    }

    private static int IndexOf(List<long> ranks, long rank)
    {
        var index = ranks.IndexOf(rank);
        if (index >= 0) return index;
        ranks.Add(rank);
        return ranks.Count - 1;
    }
}
