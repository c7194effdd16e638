using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>−mean_r Σ_c y_rc log softmax(x_r)_c of soft labels: distillation. x, y [N, L]; dx = ((Σ_c y_c) softmax(x) − y) / N.</summary>
internal sealed unsafe class SoftCrossEntropy : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _gradient;

    private SoftCrossEntropy(Pass pass, Tensor x)
    {
        _x = x;
        _gradient = pass.New(x.Shape);
        Output = pass.New(new TensorShape(), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, ReadOnlySpan<float> labels)
    {
        var operation = new SoftCrossEntropy(pass, x);
        var sum = 0.0;
        for (var r = 0; r < x.Rows; r++)
        {
            var row = x.Values.Slice(r * x.Columns, x.Columns);
            var y = labels.Slice(r * x.Columns, x.Columns);
            var gradient = new Span<float>(operation._gradient.Pointer + (long)r * x.Columns, x.Columns);
            var logSum = Softmax.Row(row, gradient);
            var total = 0f;
            foreach (var value in y) total += value;
            for (var c = 0; c < y.Length; c++)
            {
                sum += y[c] * (logSum - row[c]);
                gradient[c] = (total * gradient[c] - y[c]) / x.Rows;
            }
        }

        *operation.Output.Pointer = (float)(sum / x.Rows);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        for (var i = 0L; i < _gradient.Count; i++) _gradient.Pointer[i] *= *Output.GradientPointer;
        pass.MoveGradient(_gradient, _x);
    }
}
