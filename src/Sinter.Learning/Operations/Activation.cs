using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>y = f(x) element by element; dx = dy · f′(x), in place of dy. x, y of any shape.</summary>
internal sealed unsafe class Activation : Operation
{
    private readonly Tensor _x;
    private readonly ActivationKind _kind;
    private bool _backward;

    private Activation(Pass pass, Tensor x, ActivationKind kind)
    {
        (_x, _kind) = (x, kind);
        Output = pass.New(x.Shape, x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, ActivationKind kind)
    {
        var operation = new Activation(pass, x, kind);
        operation.RunRows(pass, x.Rows, x.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        RunRows(pass, _x.Rows, _x.Columns);
        pass.PassGradientOn(Output, _x);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var at = (long)first * _x.Columns;
        var count = (long)(end - first) * _x.Columns;
        switch (_kind)
        {
            case ActivationKind.Gelu: Run<Gelu>(at, count); break;
            case ActivationKind.QuickGelu: Run<QuickGelu>(at, count); break;
            case ActivationKind.Silu: Run<Silu>(at, count); break;
            case ActivationKind.Relu: Run<Relu>(at, count); break;
            default: Run<Tanh>(at, count); break;
        }
    }

    private void Run<TFunction>(long at, long count)
        where TFunction : struct, IActivation
    {
        if (_backward) Tensors.Activation.Backward<TFunction>(_x.Pointer + at, Output.GradientPointer + at, Output.GradientPointer + at, count);
        else Tensors.Activation.Forward<TFunction>(_x.Pointer + at, Output.Pointer + at, count);
    }
}
