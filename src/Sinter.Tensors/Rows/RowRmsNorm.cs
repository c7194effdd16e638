using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Root-mean-square normalisation of the rows of a row-major matrix: y = x / √(mean(x²) + ε) · w (Zhang and Sennrich, 1910.07467).</summary>
internal static unsafe class RowRmsNorm
{
    /// <summary>Also keeps each row's 1 / √(mean(x²) + ε) for the backward pass. y may be x.</summary>
    public static void Forward(float* x, float* weight, float* y, float* inverseRoots, long rows, int columns, float epsilon)
    {
        if (Simd.Has512) Forward<FloatLanes512>(x, weight, y, inverseRoots, rows, columns, epsilon);
        else if (Simd.Has256) Forward<FloatLanes256>(x, weight, y, inverseRoots, rows, columns, epsilon);
        else Forward<FloatLanes128>(x, weight, y, inverseRoots, rows, columns, epsilon);
    }

    /// <summary>
    /// With x̂ = x · inverse root and g = dy · w: dx = inverse root · (g − x̂ mean(g x̂)); adds Σ dy x̂ to dw over the rows given. dx may be dy.
    /// Rows shared over workers need a dw of their own for each range.
    /// </summary>
    public static void Backward(float* x, float* weight, float* dy, float* inverseRoots, float* dx, float* dWeight, long rows, int columns)
    {
        if (Simd.Has512) Backward<FloatLanes512>(x, weight, dy, inverseRoots, dx, dWeight, rows, columns);
        else if (Simd.Has256) Backward<FloatLanes256>(x, weight, dy, inverseRoots, dx, dWeight, rows, columns);
        else Backward<FloatLanes128>(x, weight, dy, inverseRoots, dx, dWeight, rows, columns);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Forward<V>(float* x, float* weight, float* y, float* inverseRoots, long rows, int columns, float epsilon)
        where V : struct, IFloatLanes<V>
    {
        var whole = columns / V.Count * V.Count;
        var rest = columns - whole;
        for (var r = 0L; r < rows; r++, x += columns, y += columns)
        {
            var squares = V.Zero;
            for (var i = 0; i < whole; i += V.Count)
            {
                var value = V.Load(x + i);
                squares = V.Fma(value, value, squares);
            }

            if (rest > 0)
            {
                var value = V.LoadSome(x + whole, rest);
                squares = V.Fma(value, value, squares);
            }

            inverseRoots[r] = 1f / MathF.Sqrt(squares.Sum() / columns + epsilon);
            var factor = V.All(inverseRoots[r]);
            for (var i = 0; i < whole; i += V.Count) (V.Load(x + i) * factor * V.Load(weight + i)).Store(y + i);
            if (rest > 0) (V.LoadSome(x + whole, rest) * factor * V.LoadSome(weight + whole, rest)).StoreSome(y + whole, rest);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Backward<V>(float* x, float* weight, float* dy, float* inverseRoots, float* dx, float* dWeight, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        var whole = columns / V.Count * V.Count;
        var rest = columns - whole;
        for (var r = 0L; r < rows; r++, x += columns, dy += columns, dx += columns)
        {
            var factor = V.All(inverseRoots[r]);
            var sumOfProducts = V.Zero;
            for (var i = 0; i < whole; i += V.Count)
            {
                var normal = V.Load(x + i) * factor;
                var d = V.Load(dy + i);
                sumOfProducts = V.Fma(d * V.Load(weight + i), normal, sumOfProducts);
                V.Fma(d, normal, V.Load(dWeight + i)).Store(dWeight + i);
            }

            if (rest > 0)
            {
                var normal = V.LoadSome(x + whole, rest) * factor;
                var d = V.LoadSome(dy + whole, rest);
                sumOfProducts = V.Fma(d * V.LoadSome(weight + whole, rest), normal, sumOfProducts);
                V.Fma(d, normal, V.LoadSome(dWeight + whole, rest)).StoreSome(dWeight + whole, rest);
            }

            var mean = V.All(sumOfProducts.Sum() / columns);
            for (var i = 0; i < whole; i += V.Count)
                (factor * V.FmaNegated(V.Load(x + i) * factor, mean, V.Load(dy + i) * V.Load(weight + i))).Store(dx + i);
            if (rest > 0)
                (factor * V.FmaNegated(V.LoadSome(x + whole, rest) * factor, mean, V.LoadSome(dy + whole, rest) * V.LoadSome(weight + whole, rest))).StoreSome(dx + whole, rest);
        }
    }
}
