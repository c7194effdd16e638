namespace Sinter.Data;

/// <summary>For every value 0 to 255 the distribution of Poisson(value / 255 · photons) / photons, as a value again.</summary>
internal sealed class PoissonTable
{
    private const double Range = 1L << 32;

    /// <summary>Of each value: the smallest count, and how often in 2³² draws the count is at most that, and one more, and so on.</summary>
    private readonly (int First, uint[] AtMost)[] _counts = new (int, uint[])[256];
    private readonly byte[] _values;

    public PoissonTable(int photons)
    {
        var largest = 0;
        for (var value = 0; value < _counts.Length; value++)
        {
            _counts[value] = Distribution(value / 255.0 * photons);
            largest = Math.Max(largest, _counts[value].First + _counts[value].AtMost.Length);
        }

        _values = [.. Enumerable.Range(0, largest + 1).Select(count => (byte)(Math.Min(1, count / (double)photons) * 255))];
    }

    /// <summary>The value that 32 random bits stand for.</summary>
    public byte Draw(byte value, uint bits)
    {
        // The first count whose threshold lies above the bits; several counts may share one.
        var (low, atMost) = (0, _counts[value].AtMost);
        for (var high = atMost.Length; low < high;)
        {
            var middle = (low + high) >>> 1;
            if (bits < atMost[middle]) high = middle;
            else low = middle + 1;
        }

        return _values[_counts[value].First + low];
    }

    private static (int First, uint[] AtMost) Distribution(double mean)
    {
        List<uint> atMost = [];
        var (count, first) = (0, 0);
        var probability = Math.Exp(-mean);
        for (var sum = probability; sum * Range < Range - 1; sum += probability)
        {
            var threshold = (uint)(sum * Range);
            if (threshold == 0) first = count + 1;
            else atMost.Add(threshold);
            probability *= mean / ++count;
        }

        return (first, [.. atMost]);
    }
}
