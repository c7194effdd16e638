using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Elements of given ranks in several series of one length that stream by at once, for example the magnitudes of each model's task vector over the whole model.</summary>
internal sealed class StreamedRanks : IDisposable
{
    private readonly OrderStatistics[] _series;

    /// <summary>Asks for the elements at <paramref name="ranks"/> (from 0, the smallest) of each series; a rank outside it means its first or last element.</summary>
    public StreamedRanks(long count, int workers, params long[][] ranks) =>
        _series = count == 0 ? [] : Array.ConvertAll(ranks, row => OrderStatistics.AtRanks(count, Array.ConvertAll(row, rank => Math.Clamp(rank, 0, count - 1)), Math.Max(1, workers)));

    /// <summary>Whether another pass must come.</summary>
    public bool NeedsPass => Array.Exists(_series, static series => series.NeedsPass);

    /// <summary>The element at the <paramref name="index"/>-th rank asked for; 0 for series without elements.</summary>
    public float Value(int series, int index) => _series.Length == 0 ? 0 : (float)_series[series][index];

    /// <summary>Counts a part of a series.</summary>
    public void Add(int worker, int series, ReadOnlySpan<float> values)
    {
        if (_series[series].NeedsPass) _series[series].Accumulate(worker, values);
    }

    /// <summary>Ends a pass.</summary>
    public void CompletePass()
    {
        foreach (var series in _series)
            if (series.NeedsPass) series.CompletePass();
    }

    public void Dispose()
    {
        foreach (var series in _series) series.Dispose();
    }
}
