using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>A bias for every row of a row-major matrix, with or without a residual. Results may take the place of operands.</summary>
internal static unsafe class RowBias
{
    /// <summary>y = bias in every row: what a product then accumulates into.</summary>
    public static void Fill(float* bias, float* y, long rows, int columns)
    {
        for (; rows > 0; rows--, y += columns) new ReadOnlySpan<float>(bias, columns).CopyTo(new Span<float>(y, columns));
    }

    /// <summary>y = x + bias.</summary>
    public static void Add(float* x, float* bias, float* y, long rows, int columns)
    {
        if (Simd.Has512) Add<FloatLanes512>(x, bias, y, rows, columns);
        else if (Simd.Has256) Add<FloatLanes256>(x, bias, y, rows, columns);
        else Add<FloatLanes128>(x, bias, y, rows, columns);
    }

    /// <summary>y = x + bias + residual.</summary>
    public static void AddWithResidual(float* x, float* bias, float* residual, float* y, long rows, int columns)
    {
        if (Simd.Has512) AddWithResidual<FloatLanes512>(x, bias, residual, y, rows, columns);
        else if (Simd.Has256) AddWithResidual<FloatLanes256>(x, bias, residual, y, rows, columns);
        else AddWithResidual<FloatLanes128>(x, bias, residual, y, rows, columns);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Add<V>(float* x, float* bias, float* y, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        for (; rows > 0; rows--, x += columns, y += columns)
        {
            var i = 0;
            for (; i + V.Count <= columns; i += V.Count) (V.Load(x + i) + V.Load(bias + i)).Store(y + i);
            var rest = columns - i;
            if (rest > 0) (V.LoadSome(x + i, rest) + V.LoadSome(bias + i, rest)).StoreSome(y + i, rest);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void AddWithResidual<V>(float* x, float* bias, float* residual, float* y, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        for (; rows > 0; rows--, x += columns, residual += columns, y += columns)
        {
            var i = 0;
            for (; i + V.Count <= columns; i += V.Count) (V.Load(x + i) + V.Load(bias + i) + V.Load(residual + i)).Store(y + i);
            var rest = columns - i;
            if (rest > 0) (V.LoadSome(x + i, rest) + V.LoadSome(bias + i, rest) + V.LoadSome(residual + i, rest)).StoreSome(y + i, rest);
        }
    }
}
