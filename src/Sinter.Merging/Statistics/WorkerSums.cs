namespace Sinter.Merging;

/// <summary>Exact sums that several workers add to at once: one set a worker, put together at the end of a pass. The result does not depend on who added what.</summary>
internal sealed class WorkerSums
{
    private readonly ExactSum[][] _sums;

    /// <summary><paramref name="count"/> sums for each of <paramref name="workers"/> workers.</summary>
    public WorkerSums(int count, int workers)
    {
        Count = count;
        _sums = new ExactSum[Math.Max(1, workers)][];
        for (var worker = 0; worker < _sums.Length; worker++)
        {
            _sums[worker] = new ExactSum[count];
            for (var i = 0; i < count; i++) _sums[worker][i] = new ExactSum();
        }
    }

    /// <summary>Number of sums.</summary>
    public int Count { get; }

    /// <summary>Adds to a worker's part of a sum; call it once a block, not once an element.</summary>
    public void Add(int worker, int index, double value) => _sums[worker][index].Add(value);

    /// <summary>The sums over all workers. To be called once, when no worker adds any more.</summary>
    public double[] Totals()
    {
        var totals = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            var total = new ExactSum();
            foreach (var sums in _sums) total.Add(sums[i]);
            totals[i] = total.ToDouble();
        }

        return totals;
    }
}
