using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// loss = mean over the labelled rows of log Σ_c exp(x[r, c]) − x[r, label].
/// x [N, C], one label a row, −100 for a row that does not count; dx = (softmax(x) − one-hot) / labelled rows.
/// </summary>
internal sealed unsafe class CrossEntropy : Operation
{
    /// <summary>The label of a row that does not count.</summary>
    public const int Ignored = -100;

    private readonly Tensor _x;
    private readonly int[] _labels;
    private readonly int _counted;
    private float* _losses;
    private float* _dx;
    private float _scale;
    private bool _accumulate;

    private CrossEntropy(Pass pass, Tensor x, int[] labels, int counted)
    {
        (_x, _labels, _counted) = (x, labels, counted);
        Output = pass.New(new TensorShape(), x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, int[] labels)
    {
        Check.Shape(labels.Length == x.Rows, $"{labels.Length} labels for {x.Rows} rows of logits {x.Shape}");
        var counted = 0;
        for (var r = 0; r < labels.Length; r++)
        {
            if (labels[r] == Ignored) continue;
            Check.Range((uint)labels[r] < (uint)x.Columns, $"label {labels[r]} of row {r} is not one of 0 .. {x.Columns - 1}");
            counted++;
        }

        Check.Range(counted > 0, $"none of the {labels.Length} rows has a label");
        var operation = new CrossEntropy(pass, x, labels, counted);
        operation.Forward(pass);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _dx = pass.GradientOf(_x, out _accumulate);
        _scale = *Output.GradientPointer / _counted;
        RunRows(pass, _x.Rows, _x.Columns);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _x.Columns;
        for (var r = first; r < end; r++)
        {
            var x = _x.Pointer + (long)r * columns;
            var label = _labels[r];
            var largest = float.NegativeInfinity;
            for (var c = 0; c < columns; c++) largest = MathF.Max(largest, x[c]);
            var sum = 0.0;
            for (var c = 0; c < columns; c++) sum += MathF.Exp(x[c] - largest);
            if (_dx is null)
            {
                _losses[r] = label == Ignored ? 0 : (float)(Math.Log(sum) + largest - x[label]);
                continue;
            }

            var dx = _dx + (long)r * columns;
            var factor = label == Ignored ? 0 : _scale;
            for (var c = 0; c < columns; c++)
            {
                var value = factor * (float)(MathF.Exp(x[c] - largest) / sum - (c == label ? 1 : 0));
                dx[c] = _accumulate ? dx[c] + value : value;
            }
        }
    }

    private void Forward(Pass pass)
    {
        _losses = pass.Workspace.Memory.Rent(_x.Rows);
        RunRows(pass, _x.Rows, _x.Columns);
        var sum = 0.0;
        for (var r = 0; r < _x.Rows; r++) sum += _losses[r];
        pass.Workspace.Memory.Return(_losses, _x.Rows);
        *Output.Pointer = (float)(sum / _counted);
    }
}
