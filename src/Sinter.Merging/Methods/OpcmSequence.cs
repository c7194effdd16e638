using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>What <see cref="Opcm"/> does to one matrix: M = d_1 + Σ d̃_t, each d̃_t without the main directions of M so far.</summary>
internal static unsafe class OpcmSequence
{
    /// <summary>Bytes beside the result.</summary>
    public static long WorkBytes(int rows, int columns)
    {
        long matrix = sizeof(float) * (long)rows * columns, order = Math.Min(rows, columns);
        var sides = matrix + (sizeof(float) * order * order);
        return sides + Math.Max(Svd.WorkspaceBytes(rows, columns), matrix + (sizeof(float) * order * order) + (sizeof(float) * order * columns));
    }

    /// <summary>M; <paramref name="observe"/> sees it after each step.</summary>
    public static NativeBuffer<float> Run(TensorReader reader, MatrixWorkspace workspace, Observer observe)
    {
        var tensor = reader.Tensor;
        int rows = checked((int)tensor.Shape[0]), columns = checked((int)tensor.Shape[1]), order = Math.Min(rows, columns);
        var alpha = tensor.Settings.Number("alpha");
        var merged = new NativeBuffer<float>(tensor.Count);
        reader.ReadModel(0, merged.Span);
        observe(0, merged.Span);
        if (tensor.Models == 1) return merged;

        using var left = new NativeBuffer<float>((long)rows * order);
        using var right = new NativeBuffer<float>((long)order * columns);
        using var values = new NativeBuffer<float>(order);
        for (var step = 1; step < tensor.Models; step++)
        {
            reader.Cancellation.ThrowIfCancellationRequested();
            Svd.Thin(rows, columns, merged.Pointer, left.Pointer, values.Pointer, right.Pointer);
            // Not before: the decomposition needs the room.
            using var vector = new NativeBuffer<float>(tensor.Count);
            reader.ReadModel(step, vector.Span);
            TakeOut(rows, columns, vector.Pointer, left.Pointer, values.Span, right.Pointer, alpha, workspace);
            TensorPrimitives.Add(merged.Span, vector.Span, merged.Span);
            observe(step, merged.Span);
        }

        return merged;
    }

    // d ← d − U R Vᵀ, where R keeps the diagonal and the top block of Uᵀ d V.
    private static void TakeOut(int rows, int columns, float* vector, float* left, ReadOnlySpan<float> values, float* right, double alpha, MatrixWorkspace workspace)
    {
        var order = values.Length;
        using var half = new NativeBuffer<float>((long)order * columns);
        using var inside = new NativeBuffer<float>((long)order * order);
        MatrixProduct.Multiply(true, false, order, columns, rows, left, order, vector, columns, accumulate: false, half.Pointer, columns, workspace);
        MatrixProduct.Multiply(false, true, order, order, columns, half.Pointer, columns, right, columns, accumulate: false, inside.Pointer, order, workspace);
        var block = SplitRank(values, alpha);
        for (var i = 0; i < order; i++)
        {
            for (var j = 0; j < order; j++)
            {
                var known = values[i] > Svd.NullRatio * values[0] && values[j] > Svd.NullRatio * values[0];
                ref var entry = ref inside.Pointer[((long)i * order) + j];
                entry = known && (i == j || (i < block && j < block)) ? -entry : 0;
            }
        }

        MatrixProduct.Multiply(false, false, order, columns, order, inside.Pointer, order, right, columns, accumulate: false, half.Pointer, columns, workspace);
        MatrixProduct.Multiply(false, false, rows, columns, order, left, order, half.Pointer, columns, accumulate: true, vector, columns, workspace);
    }

    // The index of the first cumulative share above alpha; 0 when there is none, as in the authors' code.
    private static int SplitRank(ReadOnlySpan<float> values, double alpha)
    {
        var total = 0.0;
        foreach (var value in values) total += value;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i];
            if (sum > alpha * total) return i;
        }

        return 0;
    }

    /// <summary>Sees the matrix after a step.</summary>
    public delegate void Observer(int step, ReadOnlySpan<float> merged);
}
