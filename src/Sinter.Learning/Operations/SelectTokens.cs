using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Takes one token of every sequence.
/// x [B, T, C], y [B, C] = x[b, index[b]]; dx is dy at that token and zero elsewhere.
/// </summary>
internal sealed unsafe class SelectTokens : Operation
{
    private readonly Tensor _x;
    private readonly int[]? _indices;
    private float* _dx;
    private bool _accumulate;

    private SelectTokens(Pass pass, Tensor x, int[]? indices)
    {
        (_x, _indices) = (x, indices);
        Output = pass.New(new TensorShape(x.Shape[0], x.Shape[2]), x.NeedsGradient);
    }

    /// <param name="pass">The pass.</param>
    /// <param name="x">Tokens.</param>
    /// <param name="indices">One a sequence; null: the first token.</param>
    public static Tensor Apply(Pass pass, Tensor x, int[]? indices = null)
    {
        Check.Shape(x.Shape.Rank == 3 && (indices is null || indices.Length == x.Shape[0]), $"{indices?.Length} token indices do not fit {x.Shape}");
        if (indices is not null) Embedding.Validate(indices, x.Shape[1], "the sequence");
        var operation = new SelectTokens(pass, x, indices);
        operation.RunRows(pass, (int)x.Shape[0], x.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _dx = pass.GradientOf(_x, out _accumulate);
        RunRows(pass, (int)_x.Shape[0], (int)_x.Shape[1] * _x.Columns);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (length, columns) = (_x.Shape[1], _x.Columns);
        for (var b = first; b < end; b++)
        {
            var at = (b * length + (_indices is null ? 0 : _indices[b])) * columns;
            if (_dx is null)
            {
                RowKernels.AddTo(_x.Pointer + at, false, Output.Pointer + (long)b * columns, columns);
                continue;
            }

            if (!_accumulate) new Span<float>(_dx + b * length * columns, (int)length * columns).Clear();
            RowKernels.AddTo(Output.GradientPointer + (long)b * columns, true, _dx + at, columns);
        }
    }
}
