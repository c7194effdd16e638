using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// loss = mean over the labelled rows of log Σ_c exp(x[r, c]) − x[r, label].
/// x [N, C], one label a row, −100 for a row that does not count; dx = (softmax(x) − one-hot) / labelled rows.
/// </summary>
internal sealed unsafe class CrossEntropy : Operation
{
    /// <summary>The label of a row that does not count.</summary>
    public const int Ignored = RowCrossEntropy.Ignored;

    private readonly Tensor _x;
    private readonly Tensor _labels;
    private readonly Tensor _probabilities;
    private readonly int _counted;
    private float* _losses;
    private float _scale;

    private CrossEntropy(Pass pass, Tensor x, int[] labels, int counted)
    {
        (_x, _counted) = (x, counted);
        _labels = pass.New(new TensorShape(labels.Length));
        labels.CopyTo(new Span<int>(_labels.Pointer, labels.Length));
        _probabilities = pass.New(x.Shape);
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
        _scale = *Output.GradientPointer / _counted;
        RunRows(pass, _x.Rows, _x.Columns);
        pass.MoveGradient(_probabilities, _x);
        pass.Free(_labels);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var at = (long)first * _x.Columns;
        var labels = (int*)_labels.Pointer + first;
        if (_losses is not null) RowCrossEntropy.Forward(_x.Pointer + at, labels, _probabilities.Pointer + at, _losses + first, end - first, _x.Columns);
        else RowCrossEntropy.Backward(_probabilities.Pointer + at, labels, _probabilities.Pointer + at, end - first, _x.Columns, _scale);
    }

    private void Forward(Pass pass)
    {
        _losses = pass.Workspace.Memory.Rent(_x.Rows);
        RunRows(pass, _x.Rows, _x.Columns);
        var sum = 0.0;
        for (var r = 0; r < _x.Rows; r++) sum += _losses[r];
        pass.Workspace.Memory.Return(_losses, _x.Rows);
        _losses = null;
        *Output.Pointer = (float)(sum / _counted);
    }
}
