using System.Numerics.Tensors;

namespace Sinter.Tensors;

/// <summary>Softmax and negative log likelihood of the rows of a row-major matrix of logits.</summary>
internal static unsafe class RowCrossEntropy
{
    /// <summary>A row with this label has loss 0 and gradient 0.</summary>
    public const int Ignored = -100;

    /// <summary>losses[r] = log Σ e^(x_i) − x_label, and p = softmax(x), which <see cref="Backward"/> takes. p may be x.</summary>
    /// <param name="x">[rows, columns] logits.</param>
    /// <param name="labels">[rows], each in 0 .. columns − 1 or <see cref="Ignored"/>.</param>
    /// <param name="p">[rows, columns] probabilities.</param>
    /// <param name="losses">[rows].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public static void Forward(float* x, int* labels, float* p, float* losses, long rows, int columns)
    {
        for (var r = 0L; r < rows; r++, x += columns, p += columns)
        {
            var label = labels[r];
            if ((uint)label >= (uint)columns && label != Ignored)
                throw new ArgumentOutOfRangeException(nameof(labels), $"Label {label} of row {r} is outside the {columns} classes (0 to {columns - 1}, or {Ignored} to ignore the row).");
            var chosen = label == Ignored ? 0 : x[label];
            var logSum = RowEntropy.SoftmaxAndLogSum(x, p, columns);
            losses[r] = label == Ignored ? 0 : logSum - chosen;
        }
    }

    /// <summary>dx = scale · (p − one-hot(label)); scale is 1 / rows for a mean loss. dx may be p.</summary>
    public static void Backward(float* p, int* labels, float* dx, long rows, int columns, float scale)
    {
        for (var r = 0L; r < rows; r++, p += columns, dx += columns)
        {
            var source = new ReadOnlySpan<float>(p, columns);
            var target = new Span<float>(dx, columns);
            if (labels[r] == Ignored)
            {
                target.Clear();
                continue;
            }

            TensorPrimitives.Multiply(source, scale, target);
            dx[labels[r]] -= scale;
        }
    }
}
