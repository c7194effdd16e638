using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>Kullback-Leibler divergence between the softmax of two rows, in double; one instance a worker.</summary>
/// <param name="length">Length of the rows.</param>
internal sealed class RowDivergence(int length)
{
    // Added to every probability, as mergekit does, so that none is zero.
    private const double Epsilon = 1e-8;
    private readonly double[] _first = new double[length];
    private readonly double[] _second = new double[length];

    /// <summary>Σ p log(p / q) with p and q the softmax of the rows, each plus 1e-8.</summary>
    public double Compute(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        Softmax(first, _first);
        Softmax(second, _second);
        TensorPrimitives.Divide(_first, _second, _second);
        TensorPrimitives.Log<double>(_second, _second);
        // Never negative but for rounding: both sums are the same.
        return Math.Max(0, TensorPrimitives.Dot<double>(_first, _second));
    }

    private static void Softmax(ReadOnlySpan<float> row, Span<double> result)
    {
        TensorPrimitives.ConvertTruncating(row, result);
        TensorPrimitives.Subtract(result, TensorPrimitives.Max<double>(result), result);
        TensorPrimitives.Exp<double>(result, result);
        TensorPrimitives.Divide(result, TensorPrimitives.Sum<double>(result), result);
        TensorPrimitives.Add(result, Epsilon, result);
    }
}
