namespace Sinter.Learning;

/// <summary>
/// y = (x − mean) / √(variance + ε) · scale + shift, row by row.
/// x, y [N, C]; scale, shift [C], or [B, C] with one row a sample;
/// with x̂ the normalised row and g = dy · scale: dx = (g − mean(g) − x̂ · mean(g x̂)) / √(variance + ε), dscale = Σ dy x̂, dshift = Σ dy.
/// </summary>
internal sealed unsafe class LayerNorm : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Tensor _mean;
    private readonly Tensor _inverse;
    private readonly float _epsilon;
    private readonly int _rowsPerSample;
    private bool _backward;
    private bool _accumulate;
    private float* _dx;
    private float* _partial;
    private volatile bool _broken;

    private LayerNorm(Pass pass, Tensor x, Tensor scale, Tensor shift, float epsilon)
    {
        (_x, _scale, _shift, _epsilon) = (x, scale, shift, epsilon);
        _rowsPerSample = scale.Shape.Rank == 1 ? 0 : x.Rows / (int)scale.Shape[0];
        var perRow = new Tensors.TensorShape(x.Rows);
        _mean = pass.New(perRow);
        _inverse = pass.New(perRow);
        Output = pass.New(x.Shape, x.NeedsGradient || scale.NeedsGradient || shift.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, Tensor scale, Tensor shift, NormLayer layer)
    {
        Check.Shape(x.Columns == scale.Columns && (scale.Shape.Rank == 1 || x.Shape[0] == scale.Shape[0]), $"{layer} takes rows of {scale.Columns}, got {x.Shape}");
        var operation = new LayerNorm(pass, x, scale, shift, layer.Epsilon);
        operation.Run(pass);
        Check.Finite(!operation._broken, $"the input of {layer}", "the layers before it overflow or hold broken weights; when training, lower the learning rate");
        pass.Record(operation);
        if (!operation.Output.NeedsGradient) operation.FreeStatistics(pass);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        var columns = _x.Columns;
        var chunks = _rowsPerSample > 0 ? (int)_scale.Shape[0] : Chunks(_x.Rows, columns);
        var count = 2L * chunks * columns;
        _partial = pass.Workspace.Memory.Rent(count);
        _dx = pass.GradientOf(_x, out _accumulate);
        Run(pass);
        Reduce(pass, _scale, _partial, chunks);
        Reduce(pass, _shift, _partial + columns, chunks);
        pass.Workspace.Memory.Return(_partial, count);
        FreeStatistics(pass);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _x.Columns;
        var (at, sample) = ((long)first * columns, _rowsPerSample > 0 ? (long)chunk * columns : 0);
        var x = _x.Pointer + at;
        var mean = _mean.Pointer + first;
        var inverse = _inverse.Pointer + first;
        if (_backward)
        {
            var partial = _partial + 2L * chunk * columns;
            Gradient(x, _scale.Pointer + sample, Output.GradientPointer + at, mean, inverse, _dx is null ? null : _dx + at, _accumulate, partial, partial + columns, end - first, columns);
            return;
        }

        Normalize(x, _scale.Pointer + sample, _shift.Pointer + sample, _epsilon, Output.Pointer + at, mean, inverse, end - first, columns);
        for (var r = 0; r < end - first; r++)
            if (!float.IsFinite(mean[r]) || !(inverse[r] > 0)) _broken = true;
    }

    private static void Normalize(float* x, float* scale, float* shift, float epsilon, float* y, float* mean, float* inverse, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, x += columns, y += columns)
        {
            double sum = 0, squares = 0;
            for (var c = 0; c < columns; c++) sum += x[c];
            var center = (float)(sum / columns);
            for (var c = 0; c < columns; c++) squares += (x[c] - center) * (x[c] - center);
            var factor = (float)(1 / Math.Sqrt(squares / columns + epsilon));
            for (var c = 0; c < columns; c++) y[c] = (x[c] - center) * factor * scale[c] + shift[c];
            (mean[r], inverse[r]) = (center, factor);
        }
    }

    private static void Gradient(
        float* x, float* scale, float* dy, float* mean, float* inverse, float* dx, bool accumulate, float* dscale, float* dshift, int rows, int columns)
    {
        new Span<float>(dscale, columns).Clear();
        new Span<float>(dshift, columns).Clear();
        for (var r = 0; r < rows; r++, x += columns, dy += columns)
        {
            double sum = 0, product = 0;
            for (var c = 0; c < columns; c++)
            {
                var normal = (x[c] - mean[r]) * inverse[r];
                sum += dy[c] * scale[c];
                product += dy[c] * scale[c] * normal;
                dscale[c] += dy[c] * normal;
                dshift[c] += dy[c];
            }

            if (dx is null) continue;
            var (m1, m2) = ((float)(sum / columns), (float)(product / columns));
            for (var c = 0; c < columns; c++)
            {
                var value = inverse[r] * (dy[c] * scale[c] - m1 - (x[c] - mean[r]) * inverse[r] * m2);
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

    // One slot a chunk; when every sample has its own parameters, a chunk is a sample and its slot is the gradient.
    private void Reduce(Pass pass, Tensor parameter, float* partial, int chunks)
    {
        var columns = _x.Columns;
        var target = pass.GradientOf(parameter, out var accumulate);
        if (target is null) return;
        if (_rowsPerSample == 0)
        {
            RowKernels.AddPartials(partial, chunks, 2 * columns, columns, accumulate, target);
            return;
        }

        for (var i = 0; i < chunks; i++) RowKernels.AddPartials(partial + 2L * i * columns, 1, 0, columns, accumulate, target + (long)i * columns);
    }

    private void FreeStatistics(Pass pass)
    {
        pass.Free(_mean);
        pass.Free(_inverse);
    }
}
