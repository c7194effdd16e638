using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// y = silu(gate) · up (SwiGLU).
/// x [N, 2C] with the gate in the first half of a row and up in the second, y [N, C];
/// dgate = dy · up · silu′(gate), dup = dy · silu(gate).
/// </summary>
internal sealed unsafe class GatedSilu : Operation
{
    private readonly Tensor _x;
    private bool _backward;
    private bool _accumulate;
    private float* _dx;

    private GatedSilu(Pass pass, Tensor x)
    {
        _x = x;
        Output = pass.New(x.Shape.WithLast(x.Columns / 2), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x)
    {
        Check.Shape(x.Columns % 2 == 0, $"a gated activation takes rows of even length, got {x.Shape}");
        var operation = new GatedSilu(pass, x);
        operation.RunRows(pass, x.Rows, x.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        _dx = pass.GradientOf(_x, out _accumulate);
        RunRows(pass, _x.Rows, _x.Columns);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = Output.Columns;
        for (var r = first; r < end; r++)
        {
            var gate = _x.Pointer + 2L * r * columns;
            if (!_backward)
            {
                SiluGate.Forward(gate, gate + columns, Output.Pointer + (long)r * columns, columns);
                continue;
            }

            // The gradient of x is written over x, which nobody needs any more, when there is a sum to add it to.
            var dy = Output.GradientPointer + (long)r * columns;
            var dx = _dx + 2L * r * columns;
            var result = _accumulate ? gate : dx;
            SiluGate.Backward(gate, gate + columns, dy, result, result + columns, columns);
            if (_accumulate) RowKernels.AddTo(result, true, dx, 2 * columns);
        }
    }
}
