using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>y = xᵀ. x [N, M], y [M, N]; dx = dyᵀ.</summary>
internal sealed unsafe class Transpose : Operation
{
    private readonly Tensor _x;

    private Transpose(Pass pass, Tensor x)
    {
        _x = x;
        Output = pass.New(new TensorShape(x.Columns, x.Rows), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x)
    {
        var operation = new Transpose(pass, x);
        Turn(x.Pointer, x.Rows, x.Columns, false, operation.Output.Pointer);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var dx = pass.GradientOf(_x, out var accumulate);
        Turn(Output.GradientPointer, Output.Rows, Output.Columns, accumulate, dx);
    }

    private static void Turn(float* x, int rows, int columns, bool accumulate, float* y)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var at = (long)c * rows + r;
                y[at] = x[(long)r * columns + c] + (accumulate ? y[at] : 0);
            }
        }
    }
}
