using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Elements of given ranks in several series of one length that stream by at once, for example the magnitudes of each model's task vector over the whole model.</summary>
internal sealed class StreamedRanks : IDisposable
{
    private readonly RadixSelection[] _series;

    /// <summary>Asks for the elements at <paramref name="ranks"/> (from 0, the smallest) of each series; a rank outside it means its first or last element.</summary>
    public StreamedRanks(long count, int workers, params long[][] ranks) =>
        _series = count == 0 ? [] : Array.ConvertAll(ranks, row => Select(count, row, workers));

    /// <summary>Whether another pass must come.</summary>
    public bool NeedsPass => Array.Exists(_series, static series => series.Pass is not SelectionPass.Done);

    /// <summary>The element at the <paramref name="index"/>-th rank asked for; 0 for series without elements.</summary>
    public float Value(int series, int index) => _series.Length == 0 ? 0 : _series[series].ValueOf(index);

    /// <summary>Counts a part of a series.</summary>
    public void Add(int worker, int series, ReadOnlySpan<float> values) => _series[series].Accumulate(values, worker, block: 0);

    /// <summary>Ends a pass.</summary>
    public void CompletePass()
    {
        foreach (var series in _series) series.CompletePass();
    }

    public void Dispose()
    {
        foreach (var series in _series) series.Dispose();
    }

    private static RadixSelection Select(long count, long[] ranks, int workers) =>
        new(new SortKey(Signed: true), count, Array.ConvertAll(ranks, rank => Math.Clamp(rank, 0, count - 1)), workers, blocks: 0);
}
