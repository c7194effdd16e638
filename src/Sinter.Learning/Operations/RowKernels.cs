using System.Numerics.Tensors;

namespace Sinter.Learning;

/// <summary>Small loops over rows that the operations share.</summary>
internal static unsafe class RowKernels
{
    /// <summary>y = bias + residual for each row; either may be null.</summary>
    public static void Prefill(float* y, float* bias, float* residual, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, y += columns)
        {
            for (var c = 0; c < columns; c++) y[c] = (bias is null ? 0 : bias[c]) + (residual is null ? 0 : residual[c]);
            if (residual is not null) residual += columns;
        }
    }

    /// <summary>sum[c] = Σ_r x[r, c].</summary>
    public static void ColumnSum(float* x, float* sum, int rows, int columns)
    {
        new Span<float>(sum, columns).Clear();
        for (var r = 0; r < rows; r++, x += columns)
            for (var c = 0; c < columns; c++) sum[c] += x[c];
    }

    /// <summary>target (+)= Σ over the chunks of partial[chunk · stride ..], in order.</summary>
    public static void AddPartials(float* partial, int chunks, int stride, int columns, bool accumulate, float* target)
    {
        for (var c = 0; c < columns; c++)
        {
            var sum = 0.0;
            for (var i = 0; i < chunks; i++) sum += partial[(long)i * stride + c];
            target[c] = (accumulate ? target[c] : 0) + (float)sum;
        }
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
