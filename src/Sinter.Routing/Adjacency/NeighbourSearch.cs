using System.Numerics.Tensors;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>
/// Finds neighbourhoods A_r(i) = {j ≠ i : ‖f_i − f_j‖ ≤ r} of features scaled to unit length, with a floor and a ceiling on their size: similarities block by block as matrix
/// products, and for every row of a block a heap of its nearest. Memory is that of the features and the result.
/// </summary>
internal sealed unsafe class NeighbourSearch : WorkItem, IDisposable
{
    private const int BlockRows = 256;
    private const int BlockColumns = 2048;
    private const int SampledPairs = 1 << 20;
    private readonly int _count;
    private readonly int _width;
    private readonly NeighbourhoodOptions _options;
    private readonly NativeBuffer<float> _unit;
    private readonly NativeBuffer<float> _products = new(BlockRows * BlockColumns);
    private readonly NearestHeap[] _heaps;
    private int _row;
    private int _column;
    private int _columns;

    private NeighbourSearch(ReadOnlySpan<float> features, int width, NeighbourhoodOptions options)
    {
        (_count, _width, _options) = (features.Length / width, width, options);
        _unit = new NativeBuffer<float>(features.Length);
        for (var i = 0; i < _count; i++)
        {
            var row = features.Slice(i * width, width);
            var norm = TensorPrimitives.Norm(row);
            TensorPrimitives.Multiply(row, norm > 0 ? 1 / norm : 0, _unit.Slice((long)i * width, width));
        }

        var capacity = Math.Clamp(_options.Ceiling ?? int.MaxValue, 0, Math.Max(0, _count - 1));
        _heaps = [.. Enumerable.Range(0, Math.Min(BlockRows, _count)).Select(_ => new NearestHeap(capacity))];
    }

    /// <param name="features">[samples, width], of any length above 0.</param>
    /// <param name="width">Features of a sample.</param>
    /// <param name="options">Radius and limits.</param>
    /// <param name="workspace">Threads.</param>
    public static Neighbourhoods Find(ReadOnlySpan<float> features, int width, NeighbourhoodOptions options, Workspace workspace)
    {
        options.Validate();
        using var search = new NeighbourSearch(features, width, options);
        return search.Run(workspace);
    }

    /// <summary>Bytes that a search holds at its peak beside the features it is given: their unit copy, one block of products, its heaps, and the result (twice while its list grows).</summary>
    public static long PeakBytes(long samples, int width, NeighbourhoodOptions options)
    {
        var most = Math.Min(options.Ceiling ?? int.MaxValue, samples - 1);
        return samples * width * sizeof(float) + (long)BlockRows * BlockColumns * sizeof(float) + BlockRows * most * (sizeof(float) + sizeof(int)) + 3 * samples * most * sizeof(int);
    }

    public override void Execute(int index, int worker)
    {
        var (row, heap) = (_row + index, _heaps[index]);
        var similarities = _products.Pointer + (long)index * _columns;
        for (var c = 0; c < _columns; c++)
            if (similarities[c] > heap.Lowest && _column + c != row) heap.Add(similarities[c], _column + c);
    }

    public void Dispose()
    {
        _unit.Dispose();
        _products.Dispose();
    }

    private Neighbourhoods Run(Workspace workspace)
    {
        var radius = _options.Radius ?? DistanceQuantile();
        var least = 1 - radius * radius / 2;
        var starts = new int[_count + 1];
        var indices = new List<int>();
        for (_row = 0; _row < _count; _row += BlockRows)
        {
            var rows = Math.Min(BlockRows, _count - _row);
            foreach (var heap in _heaps) heap.Clear();
            for (_column = 0; _column < _count; _column += BlockColumns)
            {
                _columns = Math.Min(BlockColumns, _count - _column);
                var right = _unit.Pointer + (long)_column * _width;
                MatrixProduct.Multiply(
                    false, true, rows, _columns, _width, _unit.Pointer + (long)_row * _width, _width, right, _width, false, _products.Pointer, _columns, workspace.Products);
                workspace.Pool.Run(rows, this);
            }

            for (var r = 0; r < rows; r++)
            {
                var nearest = _heaps[r].Take(least, _options.Floor);
                indices.AddRange(nearest);
                starts[_row + r + 1] = indices.Count;
            }
        }

        return new Neighbourhoods(radius, starts, [.. indices]);
    }

    private double DistanceQuantile()
    {
        if (_count < 2) return 0;
        var all = (long)_count * (_count - 1) / 2;
        var distances = new float[Math.Min(all, SampledPairs)];
        var random = new Philox(_options.Seed, "pairs for the radius");
        var bits = new uint[2];
        for (int p = 0, i = 0, j = 0; p < distances.Length; p++)
        {
            if (all <= SampledPairs)
            {
                if (++j == _count) j = ++i + 1;
            }
            else
            {
                random.FillBits(2L * p, bits);
                i = (int)((ulong)bits[0] * (ulong)_count >> 32);
                j = (int)((ulong)bits[1] * (ulong)(_count - 1) >> 32);
                if (j >= i) j++;
            }

            distances[p] = TensorPrimitives.Distance(_unit.Slice((long)i * _width, _width), (ReadOnlySpan<float>)_unit.Slice((long)j * _width, _width));
        }

        return OrderStatistics.Quantile(distances, _options.Quantile);
    }
}
