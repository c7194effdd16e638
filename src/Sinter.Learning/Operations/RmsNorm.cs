namespace Sinter.Learning;

/// <summary>
/// y = x / √(mean(x²) + ε) · scale, row by row.
/// x, y [N, C]; scale [C], or [B, C] with one row a sample;
/// with s = 1 / √(mean(x²) + ε), x̂ = x s and g = dy · scale: dx = s (g − x̂ · mean(g x̂)), dscale = Σ dy x̂.
/// </summary>
internal sealed unsafe class RmsNorm : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _inverse;
    private readonly float _epsilon;
    private readonly int _rowsPerSample;
    private bool _backward;
    private bool _accumulate;
    private float* _dx;
    private float* _partial;
    private volatile bool _broken;

    private RmsNorm(Pass pass, Tensor x, Tensor scale, float epsilon)
    {
        (_x, _scale, _epsilon) = (x, scale, epsilon);
        _rowsPerSample = scale.Shape.Rank == 1 ? 0 : x.Rows / (int)scale.Shape[0];
        _inverse = pass.New(new Tensors.TensorShape(x.Rows));
        Output = pass.New(x.Shape, x.NeedsGradient || scale.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, Tensor scale, NormLayer layer)
    {
        Check.Shape(x.Columns == scale.Columns && (scale.Shape.Rank == 1 || x.Shape[0] == scale.Shape[0]), $"{layer} takes rows of {scale.Columns}, got {x.Shape}");
        var operation = new RmsNorm(pass, x, scale, layer.Epsilon);
        operation.Run(pass);
        Check.Finite(!operation._broken, $"the input of {layer}", "the layers before it overflow or hold broken weights; when training, lower the learning rate");
        pass.Record(operation);
        if (!operation.Output.NeedsGradient) pass.Free(operation._inverse);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        var columns = _x.Columns;
        var chunks = _rowsPerSample > 0 ? (int)_scale.Shape[0] : Chunks(_x.Rows, columns);
        var count = (long)chunks * columns;
        _partial = pass.Workspace.Memory.Rent(count);
        _dx = pass.GradientOf(_x, out _accumulate);
        Run(pass);
        var target = pass.GradientOf(_scale, out var accumulate);
        if (target is not null && _rowsPerSample == 0) RowKernels.AddPartials(_partial, chunks, columns, columns, accumulate, target);
        else if (target is not null) RowKernels.AddPartials(_partial, 1, 0, chunks * columns, accumulate, target);
        pass.Workspace.Memory.Return(_partial, count);
        pass.Free(_inverse);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _x.Columns;
        var at = (long)first * columns;
        var scale = _scale.Pointer + (_rowsPerSample > 0 ? (long)chunk * columns : 0);
        var x = _x.Pointer + at;
        var inverse = _inverse.Pointer + first;
        if (_backward)
        {
            Gradient(x, scale, Output.GradientPointer + at, inverse, _dx is null ? null : _dx + at, _accumulate, _partial + (long)chunk * columns, end - first, columns);
            return;
        }

        Normalize(x, scale, _epsilon, Output.Pointer + at, inverse, end - first, columns);
        for (var r = 0; r < end - first; r++)
            if (!(inverse[r] > 0)) _broken = true;
    }

    private static void Normalize(float* x, float* scale, float epsilon, float* y, float* inverse, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, x += columns, y += columns)
        {
            double squares = 0;
            for (var c = 0; c < columns; c++) squares += x[c] * x[c];
            var factor = (float)(1 / Math.Sqrt(squares / columns + epsilon));
            for (var c = 0; c < columns; c++) y[c] = x[c] * factor * scale[c];
            inverse[r] = factor;
        }
    }

    private static void Gradient(float* x, float* scale, float* dy, float* inverse, float* dx, bool accumulate, float* dscale, int rows, int columns)
    {
        new Span<float>(dscale, columns).Clear();
        for (var r = 0; r < rows; r++, x += columns, dy += columns)
        {
            double product = 0;
            for (var c = 0; c < columns; c++)
            {
                var normal = x[c] * inverse[r];
                product += dy[c] * scale[c] * normal;
                dscale[c] += dy[c] * normal;
            }

            if (dx is null) continue;
            var mean = (float)(product / columns);
            for (var c = 0; c < columns; c++)
            {
                var value = inverse[r] * (dy[c] * scale[c] - x[c] * inverse[r] * mean);
                dx[c] = accumulate ? dx[c] + value : value;
            }

            dx += columns;
        }
    }

    private void Run(Pass pass)
    {
        if (_rowsPerSample > 0) RunChunks(pass, _x.Rows, _rowsPerSample);
        else RunRows(pass, _x.Rows, _x.Columns);
    }
}
