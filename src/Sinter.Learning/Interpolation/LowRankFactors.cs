using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// The task vectors of one matrix part as products U_k V_k of rank r: U [out, K r] with the tasks side by side, V [K r, in] with the tasks one below the other.
/// </summary>
internal sealed unsafe class LowRankFactors : IDisposable
{
    private readonly NativeBuffer<float> _left;
    private readonly NativeBuffer<float> _right;

    /// <summary>Factors to be filled.</summary>
    public LowRankFactors(int outputs, int inputs, int columns)
    {
        Columns = columns;
        _left = new NativeBuffer<float>((long)outputs * columns);
        _right = new NativeBuffer<float>((long)columns * inputs);
    }

    /// <summary>K r.</summary>
    public int Columns { get; }

    public float* Left => _left.Pointer;

    public float* Right => _right.Pointer;

    /// <summary>The best approximation of rank r of each task vector (singular values kept with U), which replaces the dense one too, so that all ways to compute agree.</summary>
    public static LowRankFactors Truncate(TaskVectors vectors, WeightPart part, int inputs, int rank)
    {
        var outputs = (int)(part.Count / inputs);
        var factors = new LowRankFactors(outputs, inputs, vectors.Count * rank);
        using var left = new NativeBuffer<float>((long)outputs * rank);
        using var values = new NativeBuffer<float>(rank);
        using var products = new MatrixWorkspace();
        for (var k = 0; k < vectors.Count; k++)
        {
            var dense = vectors.Pointer + (k + 1) * vectors.Stride + part.Offset;
            var right = factors.Right + (long)k * rank * inputs;
            Svd.Truncated(outputs, inputs, dense, rank, left.Pointer, values.Pointer, right);
            for (var o = 0; o < outputs; o++)
                for (var j = 0; j < rank; j++) factors.Left[(long)o * factors.Columns + k * rank + j] = left.Pointer[o * rank + j] * values.Pointer[j];
            MatrixProduct.Multiply(false, false, outputs, inputs, rank, factors.Left + k * rank, factors.Columns, right, inputs, false, dense, inputs, products);
        }

        return factors;
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
