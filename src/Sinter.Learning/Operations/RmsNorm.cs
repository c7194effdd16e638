using Sinter.Tensors;

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
    private float* _sum;
    private float* _partial;
    private volatile bool _broken;

    private RmsNorm(Pass pass, Tensor x, Tensor scale, float epsilon)
    {
        (_x, _scale, _epsilon) = (x, scale, epsilon);
        _rowsPerSample = scale.Shape.Rank == 1 ? 0 : x.Rows / (int)scale.Shape[0];
        _inverse = pass.New(new TensorShape(x.Rows));
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
        _sum = _x.HasGradient ? _x.GradientPointer : null;
        Run(pass);
        if (_rowsPerSample == 0) RowKernels.SumPartials(_partial, chunks, columns);
        var target = pass.GradientOf(_scale, out var accumulate);
        if (target is not null) RowKernels.AddTo(_partial, accumulate, target, (int)_scale.Count);
        pass.Workspace.Memory.Return(_partial, count);
        pass.Free(_inverse);
        if (_sum is null) pass.PassGradientOn(Output, _x);
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
            // In place of dy; while the rows are in cache they are added to what x has already got from a residual.
            var gradient = Output.GradientPointer + at;
            var partial = _partial + (long)chunk * columns;
            new Span<float>(partial, columns).Clear();
            RowRmsNorm.Backward(x, scale, gradient, inverse, gradient, partial, end - first, columns);
            if (_sum is not null) RowKernels.AddTo(gradient, true, _sum + at, (end - first) * columns);
            return;
        }

        RowRmsNorm.Forward(x, scale, Output.Pointer + at, inverse, end - first, columns, _epsilon);
        for (var r = 0; r < end - first; r++)
            if (!(inverse[r] > 0)) _broken = true;
    }

    private void Run(Pass pass)
    {
        if (_rowsPerSample > 0) RunChunks(pass, _x.Rows, _rowsPerSample);
        else RunRows(pass, _x.Rows, _x.Columns);
    }
}
