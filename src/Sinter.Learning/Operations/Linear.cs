using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// y = x Wᵀ + b (+ residual).
/// x [N, in], W [out, in], b [out], residual and y [N, out];
/// dx = dy W, dW = dyᵀ x, db = Σ_rows dy, dresidual = dy.
/// </summary>
internal sealed unsafe class Linear : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly Tensor? _residual;
    private float* _partial;

    private Linear(Pass pass, Tensor x, Tensor weight, Tensor? bias, Tensor? residual)
    {
        (_x, _weight, _bias, _residual) = (x, weight, bias, residual);
        var needs = x.NeedsGradient || weight.NeedsGradient || bias is { NeedsGradient: true } || residual is { NeedsGradient: true };
        Output = pass.New(residual?.Shape ?? x.Shape.WithLast(weight.Shape[0]), needs);
    }

    public static Tensor Apply(Pass pass, Tensor x, Tensor weight, Tensor? bias, Tensor? residual, object name)
    {
        var (outputs, inputs) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        Check.Shape(x.Columns == inputs, $"{name} takes rows of {inputs}, got {x.Shape}");
        Check.Shape(residual is null || (residual.Columns == outputs && residual.Rows == x.Rows), $"{name}: the residual {residual?.Shape} does not fit [{x.Rows}, {outputs}]");
        var operation = new Linear(pass, x, weight, bias, residual);
        operation.Forward(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var (rows, inputs, outputs) = (_x.Rows, _x.Columns, Output.Columns);
        var gradient = Output.GradientPointer;
        if (pass.GradientOf(_weight, out var accumulate) is var weight && weight is not null)
            MatrixProduct.Multiply(true, false, outputs, inputs, rows, gradient, outputs, _x.Pointer, inputs, accumulate, weight, inputs, pass.Workspace.Products);
        if (_bias is { NeedsGradient: true }) BiasGradient(pass, rows, outputs);
        if (pass.GradientOf(_x, out accumulate) is var input && input is not null)
            MatrixProduct.Multiply(false, false, rows, inputs, outputs, gradient, outputs, _weight.Pointer, inputs, accumulate, input, inputs, pass.Workspace.Products);
        if (_residual is not null) pass.PassGradientOn(Output, _residual);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = Output.Columns;
        var offset = (long)first * columns;
        if (_partial is null) RowKernels.Prefill(Output.Pointer + offset, _bias is null ? null : _bias.Pointer, _residual is null ? null : _residual.Pointer + offset, end - first, columns);
        else ColumnSums.Partial(Output.GradientPointer + offset, _partial + (long)chunk * columns, end - first, columns);
    }

    private void Forward(Pass pass)
    {
        var (rows, inputs, outputs) = (_x.Rows, _x.Columns, Output.Columns);
        var prefilled = _bias is not null || _residual is not null;
        if (prefilled) RunRows(pass, rows, outputs);
        MatrixProduct.Multiply(false, true, rows, outputs, inputs, _x.Pointer, inputs, _weight.Pointer, inputs, prefilled, Output.Pointer, outputs, pass.Workspace.Products);
    }

    private void BiasGradient(Pass pass, int rows, int columns)
    {
        var chunks = Chunks(rows, columns);
        var count = (long)chunks * columns;
        _partial = pass.Workspace.Memory.Rent(count);
        RunRows(pass, rows, columns);
        var target = pass.GradientOf(_bias!, out var accumulate);
        RowKernels.SumPartials(_partial, chunks, columns);
        RowKernels.AddTo(_partial, accumulate, target, columns);
        pass.Workspace.Memory.Return(_partial, count);
    }
}
