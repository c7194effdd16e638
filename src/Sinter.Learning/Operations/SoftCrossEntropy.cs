using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// loss = mean over the rows of Σ_c t[r, c] (log Σ_k exp(x[r, k]) − x[r, c]): cross-entropy against a distribution, for mixed pictures and for distilling.
/// x, t [N, C]; dx = (softmax(x) Σ_c t[r, c] − t) / N.
/// </summary>
internal sealed unsafe class SoftCrossEntropy : Operation
{
    private readonly Tensor _x;
    private readonly Tensor _targets;
    private readonly Tensor _probabilities;
    private float* _losses;
    private float _scale;

    private SoftCrossEntropy(Pass pass, Tensor x, Tensor targets)
    {
        (_x, _targets) = (x, targets);
        _probabilities = pass.New(x.Shape);
        Output = pass.New(new TensorShape(), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, ReadOnlySpan<float> targets)
    {
        Check.Shape(targets.Length == x.Count, $"{targets.Length} target probabilities do not fit logits {x.Shape}");
        Check.Shape(x.Count > 0, $"there are no logits: {x.Shape}");
        var operation = new SoftCrossEntropy(pass, x, pass.Input(x.Shape, targets));
        operation.Forward(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _scale = *Output.GradientPointer / _x.Rows;
        RunRows(pass, _x.Rows, _x.Columns);
        pass.MoveGradient(_probabilities, _x);
        pass.Free(_targets);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _x.Columns;
        for (var r = first; r < end; r++)
        {
            var at = (long)r * columns;
            var targets = new ReadOnlySpan<float>(_targets.Pointer + at, columns);
            var weight = TensorPrimitives.Sum(targets);
            if (_losses is not null)
            {
                var logSum = RowEntropy.SoftmaxAndLogSum(_x.Pointer + at, _probabilities.Pointer + at, columns);
                _losses[r] = weight * logSum - TensorPrimitives.Dot(targets, new ReadOnlySpan<float>(_x.Pointer + at, columns));
                continue;
            }

            var gradient = new Span<float>(_probabilities.Pointer + at, columns);
            TensorPrimitives.Multiply(gradient, weight, gradient);
            TensorPrimitives.Subtract(gradient, targets, gradient);
            TensorPrimitives.Multiply(gradient, _scale, gradient);
        }
    }

    private void Forward(Pass pass)
    {
        _losses = pass.Workspace.Memory.Rent(_x.Rows);
        RunRows(pass, _x.Rows, _x.Columns);
        var sum = 0.0;
        for (var r = 0; r < _x.Rows; r++) sum += _losses[r];
        pass.Workspace.Memory.Return(_losses, _x.Rows);
        _losses = null;
        *Output.Pointer = (float)(sum / _x.Rows);
    }
}
