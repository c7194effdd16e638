using Sinter.Tensors;

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
    private float* _sum;
    private float* _partial;
    private volatile bool _broken;

    private LayerNorm(Pass pass, Tensor x, Tensor scale, Tensor shift, float epsilon)
    {
        (_x, _scale, _shift, _epsilon) = (x, scale, shift, epsilon);
        _rowsPerSample = scale.Shape.Rank == 1 ? 0 : x.Rows / (int)scale.Shape[0];
        var perRow = new TensorShape(x.Rows);
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
        _sum = _x.HasGradient ? _x.GradientPointer : null;
        Run(pass);
        if (_rowsPerSample == 0)
        {
            RowKernels.SumPartials(_partial, chunks, 2 * columns);
            chunks = 1;
        }

        // One slot a chunk; when every sample has its own parameters, a chunk is a sample and its slot is the gradient.
        Collect(pass, _scale, _partial, chunks);
        Collect(pass, _shift, _partial + columns, chunks);
        pass.Workspace.Memory.Return(_partial, count);
        FreeStatistics(pass);
        if (_sum is null) pass.PassGradientOn(Output, _x);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _x.Columns;
        var at = (long)first * columns;
        var sample = _rowsPerSample > 0 ? (long)chunk * columns : 0;
        var x = _x.Pointer + at;
        var mean = _mean.Pointer + first;
        var inverse = _inverse.Pointer + first;
        if (_backward)
        {
            // In place of dy; while the rows are in cache they are added to what x has already got from a residual.
            var gradient = Output.GradientPointer + at;
            var partial = _partial + 2L * chunk * columns;
            new Span<float>(partial, 2 * columns).Clear();
            RowLayerNorm.Backward(x, _scale.Pointer + sample, gradient, mean, inverse, gradient, partial, partial + columns, end - first, columns);
            if (_sum is not null) RowKernels.AddTo(gradient, true, _sum + at, (end - first) * columns);
            return;
        }

        RowLayerNorm.Forward(x, _scale.Pointer + sample, _shift.Pointer + sample, Output.Pointer + at, mean, inverse, end - first, columns, _epsilon);
        for (var r = 0; r < end - first; r++)
            if (!float.IsFinite(mean[r]) || !(inverse[r] > 0)) _broken = true;
    }

    private void Run(Pass pass)
    {
        if (_rowsPerSample > 0) RunChunks(pass, _x.Rows, _rowsPerSample);
        else RunRows(pass, _x.Rows, _x.Columns);
    }

    private void Collect(Pass pass, Tensor parameter, float* partial, int rows)
    {
        var columns = _x.Columns;
        var target = pass.GradientOf(parameter, out var accumulate);
        if (target is null) return;
        for (var i = 0; i < rows; i++) RowKernels.AddTo(partial + 2L * i * columns, accumulate, target + (long)i * columns, columns);
    }

    private void FreeStatistics(Pass pass)
    {
        pass.Free(_mean);
        pass.Free(_inverse);
    }
}
