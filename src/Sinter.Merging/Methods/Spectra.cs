using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Pieces that the methods on singular values share.</summary>
internal static unsafe class Spectra
{
    /// <summary>The mean of singular values.</summary>
    public static double Mean(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return values.Length == 0 ? 0 : sum / values.Length;
    }

    /// <summary>values ← factor · values.</summary>
    public static void Scale(Span<float> values, double factor) => TensorPrimitives.Multiply(values, (float)factor, values);

    /// <summary>
    /// The k largest singular triplets of a matrix: left vectors into columns <paramref name="first"/> .. of <paramref name="left"/>, right vectors into rows, values into
    /// places <paramref name="first"/> .. Null directions become zero vectors: they carry nothing, and so cannot disturb what is orthogonalised with them.
    /// </summary>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="matrix">[rows, columns].</param>
    /// <param name="k">Triplets, at least 1.</param>
    /// <param name="left">[rows, width].</param>
    /// <param name="width">Columns of <paramref name="left"/>.</param>
    /// <param name="values">[width].</param>
    /// <param name="right">[width, columns].</param>
    /// <param name="first">Place of the first triplet.</param>
    public static void Append(int rows, int columns, float* matrix, int k, float* left, int width, float* values, float* right, int first)
    {
        Svd.Truncated(rows, columns, matrix, k, left + first, width, values + first, right + ((long)first * columns));
        for (var i = 0; i < k; i++)
        {
            if (values[first + i] > Svd.NullRatio * values[first]) continue;
            values[first + i] = 0;
            new Span<float>(right + ((long)(first + i) * columns), columns).Clear();
            for (var row = 0; row < rows; row++) left[((long)row * width) + first + i] = 0;
        }
    }

    /// <summary>The nearest partial isometry of [rows, columns], in memory of its own; the matrix is given back.</summary>
    public static NativeBuffer<float> Orthogonalise(int rows, int columns, NativeBuffer<float> matrix, MatrixWorkspace workspace)
    {
        var result = new NativeBuffer<float>((long)rows * columns);
        using var values = new NativeBuffer<float>(Math.Min(rows, columns));
        PolarDecomposition.Factor(rows, columns, matrix.Pointer, result.Pointer, values.Pointer, workspace, complete: false);
        matrix.Dispose();
        return result;
    }

    /// <summary>left · diag(values) · right; the left side is overwritten.</summary>
    public static NativeBuffer<float> Multiply(int rows, int columns, int width, NativeBuffer<float> left, ReadOnlySpan<float> values, NativeBuffer<float> right, MatrixWorkspace workspace)
    {
        for (var row = 0; row < rows; row++)
        {
            var line = left.Slice((long)row * width, width);
            TensorPrimitives.Multiply(line, values, line);
        }

        var result = new NativeBuffer<float>((long)rows * columns);
        MatrixProduct.Multiply(false, false, rows, columns, width, left.Pointer, width, right.Pointer, columns, accumulate: false, result.Pointer, columns, workspace);
        return result;
    }
}
