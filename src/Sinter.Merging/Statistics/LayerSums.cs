namespace Sinter.Merging;

/// <summary>Exact sums for each layer of a model, added to by several workers at once. Memory does not grow with the workers: a block's sums are added under the layer's lock.</summary>
internal sealed class LayerSums
{
    private readonly ExactSum[][] _sums;

    /// <summary><paramref name="count"/> sums for each of <paramref name="layers"/> layers.</summary>
    public LayerSums(int layers, int count)
    {
        _sums = new ExactSum[layers][];
        for (var layer = 0; layer < layers; layer++)
        {
            _sums[layer] = new ExactSum[count];
            for (var i = 0; i < count; i++) _sums[layer][i] = new ExactSum();
        }
    }

    /// <summary>Adds a block's values, one a sum.</summary>
    public void Add(int layer, ReadOnlySpan<double> values)
    {
        var sums = _sums[layer];
        lock (sums)
        {
            for (var i = 0; i < values.Length; i++) sums[i].Add(values[i]);
        }
    }

    /// <summary>A sum.</summary>
    public double this[int layer, int index] => _sums[layer][index].ToDouble();
}
