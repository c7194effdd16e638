using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Spherical interpolation of each pair of vectors along the first dimension. The norms of such a vector come from all over the tensor: it is read whole first.</summary>
/// <param name="tensor">The tensor, of two models.</param>
/// <param name="addBase">Whether the base is added: for work on task vectors.</param>
/// <param name="t">Place between the models.</param>
internal sealed class ColumnSlerp(TensorContext tensor, bool addBase, double t) : TensorMerge
{
    private readonly int _columns = checked((int)(tensor.Count / Math.Max(1, tensor.Shape[0])));
    private float[] _first = [];
    private float[] _second = [];

    public override bool NeedsTensors => true;

    public override long PreparationBytes => 2 * tensor.Count * sizeof(float) + 4L * _columns * sizeof(double);

    public override void Prepare(TensorReader reader)
    {
        using var first = new NativeBuffer<float>(tensor.Count);
        using var second = new NativeBuffer<float>(tensor.Count);
        reader.ReadModel(0, first.Span);
        reader.ReadModel(1, second.Span);
        var (squares, otherSquares, products) = (new double[_columns], new double[_columns], new double[_columns]);
        for (var start = 0L; start < tensor.Count; start += _columns)
        {
            var row = first.Slice(start, _columns);
            var otherRow = second.Slice(start, _columns);
            for (var column = 0; column < _columns; column++)
            {
                double x = row[column], y = otherRow[column];
                squares[column] += x * x;
                otherSquares[column] += y * y;
                products[column] += x * y;
            }
        }

        SetCoefficients(squares, otherSquares, products);
    }

    public override void Combine(in Block block, Span<float> result)
    {
        var x = block.Model(0);
        var y = block.Model(1);
        var origin = block.Base;
        var column = (int)(block.Offset % _columns);
        for (var i = 0; i < result.Length; i++)
        {
            var value = _first[column] * x[i] + _second[column] * y[i];
            result[i] = addBase ? origin[i] + value : value;
            if (++column == _columns) column = 0;
        }
    }

    private void SetCoefficients(double[] squares, double[] otherSquares, double[] products)
    {
        _first = new float[_columns];
        _second = new float[_columns];
        Span<double> coefficients = stackalloc double[2];
        for (var column = 0; column < _columns; column++)
        {
            var norms = Math.Sqrt(squares[column]) * Math.Sqrt(otherSquares[column]);
            var cosine = norms > 0 ? Math.Clamp(products[column] / norms, -1, 1) : 0;
            Sphere.Interpolate(cosine, t, largestCosine: 1, coefficients);
            _first[column] = (float)coefficients[0];
            _second[column] = (float)coefficients[1];
        }
    }
}
