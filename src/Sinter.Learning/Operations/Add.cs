namespace Sinter.Learning;

/// <summary>y = a + b, of one shape; da = dy, db = dy.</summary>
internal sealed unsafe class Add : Operation
{
    private readonly Tensor _a;
    private readonly Tensor _b;

    private Add(Pass pass, Tensor a, Tensor b)
    {
        (_a, _b) = (a, b);
        Output = pass.New(a.Shape, a.NeedsGradient || b.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor a, Tensor b)
    {
        Check.Shape(a.Shape.Equals(b.Shape), $"{a.Shape} and {b.Shape} cannot be added");
        var operation = new Add(pass, a, b);
        operation.RunRows(pass, a.Rows, a.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        if (_b.NeedsGradient) RowKernels.AddTo(Output.GradientPointer, pass.GradientOf(_b, out var accumulate) is not null && accumulate, _b.GradientPointer, (int)_b.Count);
        pass.PassGradientOn(Output, _a);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var at = (long)first * Output.Columns;
        var count = (end - first) * Output.Columns;
        RowKernels.AddTo(_a.Pointer + at, false, Output.Pointer + at, count);
        RowKernels.AddTo(_b.Pointer + at, true, Output.Pointer + at, count);
    }
}
