using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Puts a learned token before the others.
/// x [B, T, C], token [C] or one a sample [B, C], y [B, T + 1, C]; dx = dy[:, 1:], dtoken = Σ_b dy[b, 0] (or each sample its own).
/// </summary>
internal sealed unsafe class PrependToken : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _token;
    private float* _dx;
    private bool _accumulate;
    private bool _backward;

    private PrependToken(Pass pass, Tensor x, Tensor token)
    {
        (_x, _token) = (x, token);
        Output = pass.New(new TensorShape(x.Shape[0], x.Shape[1] + 1, x.Shape[2]), x.NeedsGradient || token.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, Tensor token)
    {
        Check.Shape(x.Shape.Rank == 3 && (token.Count == x.Columns || token.Count == x.Shape[0] * x.Columns), $"a token {token.Shape} cannot be put before {x.Shape}");
        var operation = new PrependToken(pass, x, token);
        operation.RunChunks(pass, (int)x.Shape[0], 1);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        _dx = pass.GradientOf(_x, out _accumulate);
        if (_dx is not null) RunChunks(pass, (int)_x.Shape[0], 1);
        var columns = _x.Columns;
        var target = pass.GradientOf(_token, out var accumulate);
        if (target is null) return;
        if (!accumulate) new Span<float>(target, (int)_token.Count).Clear();
        var own = _token.Count > columns;
        for (var b = 0; b < _x.Shape[0]; b++)
        {
            var sum = target + (own ? (long)b * columns : 0);
            var part = Output.GradientPointer + b * Output.Shape[1] * columns;
            for (var c = 0; c < columns; c++) sum[c] += part[c];
        }
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (tokens, columns) = ((int)_x.Shape[1], _x.Columns);
        var (count, own) = (tokens * columns, _token.Count > columns);
        for (var b = first; b < end; b++)
        {
            var (inner, outer) = ((long)b * count, (long)b * (count + columns));
            if (!_backward)
            {
                new ReadOnlySpan<float>(_token.Pointer + (own ? (long)b * columns : 0), columns).CopyTo(new Span<float>(Output.Pointer + outer, columns));
                new ReadOnlySpan<float>(_x.Pointer + inner, count).CopyTo(new Span<float>(Output.Pointer + outer + columns, count));
                continue;
            }

            RowKernels.AddTo(Output.GradientPointer + outer + columns, _accumulate, _dx + inner, count);
        }
    }
}
