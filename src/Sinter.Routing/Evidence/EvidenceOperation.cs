using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>α = 1 + f(s x) element by element. x, α [N, L]; dx = dα · s f′(s x).</summary>
internal sealed unsafe class EvidenceOperation : Operation
{
    private readonly Tensor _x;
    private readonly EvidenceFunction _function;
    private float* _dx;
    private bool _accumulate;

    private EvidenceOperation(Pass pass, Tensor x, EvidenceFunction function)
    {
        (_x, _function) = (x, function);
        Output = pass.New(x.Shape, x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, EvidenceFunction function)
    {
        var operation = new EvidenceOperation(pass, x, function);
        operation.RunRows(pass, x.Rows, x.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _dx = pass.GradientOf(_x, out _accumulate);
        RunRows(pass, _x.Rows, _x.Columns);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var stop = (long)end * _x.Columns;
        for (var i = (long)first * _x.Columns; i < stop; i++)
        {
            if (_dx is null) Output.Pointer[i] = (float)(1 + _function.Evidence(_x.Pointer[i]));
            else _dx[i] = (_accumulate ? _dx[i] : 0) + Output.GradientPointer[i] * (float)_function.Slope(_x.Pointer[i]);
        }
    }
}
