using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Small loops over rows that the operations share.</summary>
internal static unsafe class RowKernels
{
    /// <summary>y = bias + residual for each row; one of them may be null.</summary>
    public static void Prefill(float* y, float* bias, float* residual, int rows, int columns)
    {
        if (residual is null) RowBias.Fill(bias, y, rows, columns);
        else if (bias is null) AddTo(residual, false, y, rows * columns);
        else RowBias.Add(residual, bias, y, rows, columns);
    }

    /// <summary>The first of some partial rows becomes the sum of all, pairwise and in an order that depends on their number alone.</summary>
    public static void SumPartials(float* partial, int rows, int columns)
    {
        for (var distance = 1; distance < rows; distance *= 2)
            for (var r = 0; r + distance < rows; r += 2 * distance) AddTo(partial + (long)(r + distance) * columns, true, partial + (long)r * columns, columns);
    }

    /// <summary>y (+)= x.</summary>
    public static void AddTo(float* x, bool accumulate, float* y, int count)
    {
        var source = new ReadOnlySpan<float>(x, count);
        var target = new Span<float>(y, count);
        if (accumulate) TensorPrimitives.Add(target, source, target);
        else source.CopyTo(target);
    }

    /// <summary>x *= factor.</summary>
    public static void Scale(float* x, float factor, int count)
    {
        if (factor != 1) TensorPrimitives.Multiply(new ReadOnlySpan<float>(x, count), factor, new Span<float>(x, count));
    }
}
