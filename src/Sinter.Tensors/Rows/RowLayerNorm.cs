using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Layer normalisation of the rows of a row-major matrix: y = (x − mean) / √(variance + ε) · w + b (Ba et al., 1607.06450). Two passes, so that the variance never cancels.</summary>
internal static unsafe class RowLayerNorm
{
    /// <summary>Also keeps each row's mean and 1 / √(variance + ε) for the backward pass. y may be x.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="weight">[columns].</param>
    /// <param name="bias">[columns], or null for none.</param>
    /// <param name="y">[rows, columns].</param>
    /// <param name="means">[rows].</param>
    /// <param name="inverseDeviations">[rows].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static void Forward(float* x, float* weight, float* bias, float* y, float* means, float* inverseDeviations, long rows, int columns, float epsilon)
    {
        if (Simd.Has512) Forward<FloatLanes512>(x, weight, bias, y, means, inverseDeviations, rows, columns, epsilon);
        else if (Simd.Has256) Forward<FloatLanes256>(x, weight, bias, y, means, inverseDeviations, rows, columns, epsilon);
        else Forward<FloatLanes128>(x, weight, bias, y, means, inverseDeviations, rows, columns, epsilon);
    }

    /// <summary>
    /// With x̂ = (x − mean) · inverse deviation and g = dy · w: dx = inverse deviation · (g − mean(g) − x̂ mean(g x̂)); adds Σ dy x̂ to dw and Σ dy to db over the rows given.
    /// dx may be dy. Rows shared over workers need a dw and db of their own for each range.
    /// </summary>
    public static void Backward(
        float* x, float* weight, float* dy, float* means, float* inverseDeviations, float* dx, float* dWeight, float* dBias, long rows, int columns)
    {
        if (Simd.Has512) Backward<FloatLanes512>(x, weight, dy, means, inverseDeviations, dx, dWeight, dBias, rows, columns);
        else if (Simd.Has256) Backward<FloatLanes256>(x, weight, dy, means, inverseDeviations, dx, dWeight, dBias, rows, columns);
        else Backward<FloatLanes128>(x, weight, dy, means, inverseDeviations, dx, dWeight, dBias, rows, columns);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Forward<V>(float* x, float* weight, float* bias, float* y, float* means, float* inverseDeviations, long rows, int columns, float epsilon)
        where V : struct, IFloatLanes<V>
    {
        var whole = columns / V.Count * V.Count;
        var rest = columns - whole;
        for (var r = 0L; r < rows; r++, x += columns, y += columns)
        {
            var sum = V.Zero;
            for (var i = 0; i < whole; i += V.Count) sum += V.Load(x + i);
            if (rest > 0) sum += V.LoadSome(x + whole, rest);
            var mean = sum.Sum() / columns;

            var center = V.All(mean);
            var squares = V.Zero;
            for (var i = 0; i < whole; i += V.Count)
            {
                var d = V.Load(x + i) - center;
                squares = V.Fma(d, d, squares);
            }

            if (rest > 0)
            {
                var d = V.First(V.LoadSome(x + whole, rest) - center, rest, V.Zero);
                squares = V.Fma(d, d, squares);
            }

            var inverse = 1f / MathF.Sqrt(squares.Sum() / columns + epsilon);
            means[r] = mean;
            inverseDeviations[r] = inverse;
            var factor = V.All(inverse);
            if (bias is null)
            {
                for (var i = 0; i < whole; i += V.Count) ((V.Load(x + i) - center) * factor * V.Load(weight + i)).Store(y + i);
                if (rest > 0) ((V.LoadSome(x + whole, rest) - center) * factor * V.LoadSome(weight + whole, rest)).StoreSome(y + whole, rest);
                continue;
            }

            for (var i = 0; i < whole; i += V.Count) V.Fma((V.Load(x + i) - center) * factor, V.Load(weight + i), V.Load(bias + i)).Store(y + i);
            if (rest > 0)
                V.Fma((V.LoadSome(x + whole, rest) - center) * factor, V.LoadSome(weight + whole, rest), V.LoadSome(bias + whole, rest)).StoreSome(y + whole, rest);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Backward<V>(
        float* x, float* weight, float* dy, float* means, float* inverseDeviations, float* dx, float* dWeight, float* dBias, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        var whole = columns / V.Count * V.Count;
        var rest = columns - whole;
        for (var r = 0L; r < rows; r++, x += columns, dy += columns, dx += columns)
        {
            V center = V.All(means[r]), factor = V.All(inverseDeviations[r]);
            V sum = V.Zero, sumOfProducts = V.Zero;
            for (var i = 0; i < whole; i += V.Count)
            {
                var normal = (V.Load(x + i) - center) * factor;
                var d = V.Load(dy + i);
                var g = d * V.Load(weight + i);
                sum += g;
                sumOfProducts = V.Fma(g, normal, sumOfProducts);
                V.Fma(d, normal, V.Load(dWeight + i)).Store(dWeight + i);
                (V.Load(dBias + i) + d).Store(dBias + i);
            }

            if (rest > 0)
            {
                var normal = (V.LoadSome(x + whole, rest) - center) * factor;
                var d = V.LoadSome(dy + whole, rest);
                var g = d * V.LoadSome(weight + whole, rest);
                sum += g;
                sumOfProducts = V.Fma(g, normal, sumOfProducts);
                V.Fma(d, normal, V.LoadSome(dWeight + whole, rest)).StoreSome(dWeight + whole, rest);
                (V.LoadSome(dBias + whole, rest) + d).StoreSome(dBias + whole, rest);
            }

            V mean = V.All(sum.Sum() / columns), meanOfProducts = V.All(sumOfProducts.Sum() / columns);
            for (var i = 0; i < whole; i += V.Count)
            {
                var normal = (V.Load(x + i) - center) * factor;
                (factor * V.FmaNegated(normal, meanOfProducts, V.Load(dy + i) * V.Load(weight + i) - mean)).Store(dx + i);
            }

            if (rest > 0)
            {
                var normal = (V.LoadSome(x + whole, rest) - center) * factor;
                (factor * V.FmaNegated(normal, meanOfProducts, V.LoadSome(dy + whole, rest) * V.LoadSome(weight + whole, rest) - mean)).StoreSome(dx + whole, rest);
            }
        }
    }
}
