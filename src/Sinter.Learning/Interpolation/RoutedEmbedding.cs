using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// y[b, t] = θ₀[i] + Σ_k λ_bk τ_k[i] with i = index[b, t]: only the rows in use are merged.
/// Tables [V, C], y [B, T, C]; dλ_bk = Σ_t ⟨dy[b, t], τ_k[i]⟩.
/// </summary>
internal sealed unsafe class RoutedEmbedding : Operation
{
    private readonly RoutedCoefficients _coefficients;
    private readonly WeightSlot _table;
    private readonly int[] _indices;
    private readonly int _length;
    private float* _gradient;

    private RoutedEmbedding(Pass pass, RoutedCoefficients coefficients, WeightSlot table, int[] indices, int length)
    {
        (_coefficients, _table, _indices, _length) = (coefficients, table, indices, length);
        Output = pass.New(new TensorShape(coefficients.Batch, length, table.Shape[1]), coefficients.Values.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, RoutedCoefficients coefficients, WeightSlot table, int[] indices, int length)
    {
        Embedding.Validate(indices, table.Shape[0], table.ToString());
        var operation = new RoutedEmbedding(pass, coefficients, table, indices, length);
        operation.RunChunks(pass, coefficients.Batch, 1);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _gradient = _coefficients.Gradient(pass);
        RunChunks(pass, _coefficients.Batch, 1);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (columns, tasks, vectors) = (Output.Columns, _coefficients.Tasks, _coefficients.Vectors);
        var at = (long)first * _coefficients.SampleStride + _coefficients.GroupOffset(_coefficients.Groups.Of(_table, 0));
        for (var k = -1; k < tasks; k++)
        {
            var table = vectors.Pointer + (k + 1) * vectors.Stride + _table.Offset;
            var factor = k < 0 ? 1 : _coefficients.Values.Pointer[at + k];
            var sum = 0.0;
            for (var t = 0; t < _length; t++)
            {
                var place = (long)first * _length + t;
                var row = new ReadOnlySpan<float>(table + (long)_indices[place] * columns, columns);
                if (_gradient is not null)
                {
                    if (k >= 0) sum += TensorPrimitives.Dot(row, new ReadOnlySpan<float>(Output.GradientPointer + place * columns, columns));
                    continue;
                }

                var y = new Span<float>(Output.Pointer + place * columns, columns);
                if (k < 0) row.CopyTo(y);
                else TensorPrimitives.MultiplyAdd(row, factor, y, y);
            }

            if (_gradient is not null && k >= 0) _gradient[at + k] += (float)sum;
        }
    }
}
