using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>y = s · softmax(x) of each row. x, y [.., K], s one number; dx_k = y_k (dy_k − Σ_j p_j dy_j), ds = Σ p dy with p = y / s.</summary>
internal sealed unsafe class ScaledSoftmax : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _scale;
    private readonly Tensor _probabilities;

    private ScaledSoftmax(Pass pass, Tensor x, Tensor scale)
    {
        (_x, _scale) = (x, scale);
        _probabilities = pass.New(x.Shape);
        Output = pass.New(x.Shape, x.NeedsGradient || scale.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, Tensor scale)
    {
        var operation = new ScaledSoftmax(pass, x, scale);
        for (var r = 0; r < x.Rows; r++)
        {
            var p = operation.Row(operation._probabilities.Pointer, r);
            Softmax.Row(operation.Row(x.Pointer, r), p);
            System.Numerics.Tensors.TensorPrimitives.Multiply(p, *scale.Pointer, operation.Row(operation.Output.Pointer, r));
        }

        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var dx = pass.GradientOf(_x, out var accumulate);
        var slope = 0.0;
        for (var r = 0; r < _x.Rows; r++)
        {
            var p = r * _x.Columns;
            var dy = Output.GradientPointer + p;
            var sum = 0.0;
            for (var k = 0; k < _x.Columns; k++) sum += (double)_probabilities.Pointer[p + k] * dy[k];
            slope += sum;
            for (var k = 0; dx is not null && k < _x.Columns; k++)
                dx[p + k] = (accumulate ? dx[p + k] : 0) + Output.Pointer[p + k] * (float)(dy[k] - sum);
        }

        var ds = pass.GradientOf(_scale, out accumulate);
        if (ds is not null) *ds = (accumulate ? *ds : 0) + (float)slope;
        pass.Free(_probabilities);
    }

    private Span<float> Row(float* values, int row) => new(values + (long)row * _x.Columns, _x.Columns);
}
