using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Keeps some tokens of every sequence and drops the others (PatchDropout, Liu et al., 2022): training on half of the patches costs half.
/// x [B, T, C], y [B, K, C] = x[b, kept[b K + k]]; dx is dy at the kept tokens and zero elsewhere.
/// </summary>
internal sealed unsafe class KeepTokens : Operation
{
    private readonly Tensor _x;
    private readonly int[] _kept;
    private readonly int _count;
    private float* _dx;
    private bool _accumulate;

    private KeepTokens(Pass pass, Tensor x, int[] kept)
    {
        (_x, _kept, _count) = (x, kept, kept.Length / (int)x.Shape[0]);
        Output = pass.New(new TensorShape(x.Shape[0], _count, x.Shape[2]), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, int[] kept)
    {
        Check.Shape(x.Shape.Rank == 3 && kept.Length > 0 && kept.Length % x.Shape[0] == 0, $"{kept.Length} token indices do not fit {x.Shape}");
        Embedding.Validate(kept, x.Shape[1], "the sequence");
        var operation = new KeepTokens(pass, x, kept);
        operation.RunChunks(pass, (int)x.Shape[0], 1);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _dx = pass.GradientOf(_x, out _accumulate);
        RunChunks(pass, (int)_x.Shape[0], 1);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var (length, columns) = (_x.Shape[1], _x.Columns);
        for (var b = first; b < end; b++)
        {
            if (_dx is not null && !_accumulate) new Span<float>(_dx + b * length * columns, (int)length * columns).Clear();
            for (var k = 0; k < _count; k++)
            {
                var inner = (b * length + _kept[b * _count + k]) * columns;
                var outer = ((long)b * _count + k) * columns;
                if (_dx is null) RowKernels.AddTo(_x.Pointer + inner, false, Output.Pointer + outer, columns);
                else RowKernels.AddTo(Output.GradientPointer + outer, true, _dx + inner, columns);
            }
        }
    }
}
