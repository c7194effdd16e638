namespace Sinter.Learning;

/// <summary>y = x / ‖x‖₂, row by row. x, y [N, C]; dx = (dy − y · Σ y dy) / ‖x‖.</summary>
internal sealed unsafe class NormalizeRows : Operation
{
    private readonly Tensor _x;
    private float* _dx;
    private bool _accumulate;

    private NormalizeRows(Pass pass, Tensor x)
    {
        _x = x;
        Output = pass.New(x.Shape, x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x)
    {
        var operation = new NormalizeRows(pass, x);
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
        var columns = _x.Columns;
        for (var r = first; r < end; r++)
        {
            var x = _x.Pointer + (long)r * columns;
            var y = Output.Pointer + (long)r * columns;
            double squares = 0, product = 0;
            for (var c = 0; c < columns; c++) squares += (double)x[c] * x[c];
            var factor = (float)(1 / Math.Sqrt(squares));
            if (_dx is null)
            {
                for (var c = 0; c < columns; c++) y[c] = x[c] * factor;
                continue;
            }

            var dy = Output.GradientPointer + (long)r * columns;
            var dx = _dx + (long)r * columns;
            for (var c = 0; c < columns; c++) product += (double)y[c] * dy[c];
            for (var c = 0; c < columns; c++)
            {
                var value = factor * (dy[c] - y[c] * (float)product);
                dx[c] = _accumulate ? dx[c] + value : value;
            }
        }
    }
}
