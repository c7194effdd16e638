using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Entropy −Σ p_j log p_j, in nats, of the softmax p of each row: the loss of test-time adaptation, at most log(columns).</summary>
internal static unsafe class RowEntropy
{
    /// <summary>entropies[r], and p = softmax(x). With L = log Σ e^(x_i) the entropy is L − Σ p_j x_j: no logarithm of a small p is ever taken. p may not be x.</summary>
    public static void Forward(float* x, float* p, float* entropies, long rows, int columns)
    {
        if (Simd.Has512) Forward<FloatLanes512>(x, p, entropies, rows, columns);
        else if (Simd.Has256) Forward<FloatLanes256>(x, p, entropies, rows, columns);
        else Forward<FloatLanes128>(x, p, entropies, rows, columns);
    }

    /// <summary>dx_j = −dEntropy[r] p_j (log p_j + entropy), with log p_j = x_j − L. dx may be p or x.</summary>
    public static void Backward(float* x, float* p, float* entropies, float* dEntropies, float* dx, long rows, int columns)
    {
        if (Simd.Has512) Backward<FloatLanes512>(x, p, entropies, dEntropies, dx, rows, columns);
        else if (Simd.Has256) Backward<FloatLanes256>(x, p, entropies, dEntropies, dx, rows, columns);
        else Backward<FloatLanes128>(x, p, entropies, dEntropies, dx, rows, columns);
    }

    /// <summary>p = softmax(x) of one row; returns log Σ e^(x_i). p may be x.</summary>
    internal static float SoftmaxAndLogSum(float* x, float* p, int columns)
    {
        if (Simd.Has512) return SoftmaxAndLogSum<FloatLanes512>(x, p, columns);
        return Simd.Has256 ? SoftmaxAndLogSum<FloatLanes256>(x, p, columns) : SoftmaxAndLogSum<FloatLanes128>(x, p, columns);
    }

    [MethodImpl(Simd.Kernel)]
    private static float SoftmaxAndLogSum<V>(float* x, float* p, int columns)
        where V : struct, IFloatLanes<V>
    {
        var whole = columns / V.Count * V.Count;
        var rest = columns - whole;
        var lowest = V.All(float.NegativeInfinity);
        var highest = lowest;
        for (var i = 0; i < whole; i += V.Count) highest = V.Max(highest, V.Load(x + i));
        if (rest > 0) highest = V.Max(highest, V.First(V.LoadSome(x + whole, rest), rest, lowest));
        var largest = highest.Largest();
        var top = V.All(largest);
        var sum = V.Zero;
        for (var i = 0; i < whole; i += V.Count)
        {
            var e = LaneMath.Exp(V.Load(x + i) - top);
            sum += e;
            e.Store(p + i);
        }

        if (rest > 0)
        {
            var e = V.First(LaneMath.Exp(V.LoadSome(x + whole, rest) - top), rest, V.Zero);
            sum += e;
            e.StoreSome(p + whole, rest);
        }

        var total = sum.Sum();
        var inverse = V.All(1f / total);
        for (var i = 0; i < whole; i += V.Count) (V.Load(p + i) * inverse).Store(p + i);
        if (rest > 0) (V.LoadSome(p + whole, rest) * inverse).StoreSome(p + whole, rest);
        return largest + MathF.Log(total);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Forward<V>(float* x, float* p, float* entropies, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        for (var r = 0L; r < rows; r++, x += columns, p += columns)
        {
            var logSum = V.All(SoftmaxAndLogSum<V>(x, p, columns));
            var sum = V.Zero;
            var i = 0;
            for (; i + V.Count <= columns; i += V.Count) sum = V.Fma(V.Load(p + i), logSum - V.Load(x + i), sum);
            if (i < columns) sum = V.Fma(V.LoadSome(p + i, columns - i), logSum - V.LoadSome(x + i, columns - i), sum);
            entropies[r] = sum.Sum();
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Backward<V>(float* x, float* p, float* entropies, float* dEntropies, float* dx, long rows, int columns)
        where V : struct, IFloatLanes<V>
    {
        for (var r = 0L; r < rows; r++, x += columns, p += columns, dx += columns)
        {
            // Σ p_j x_j = L − H, so log p_j + H = x_j − Σ p_i x_i
            var sum = V.Zero;
            var i = 0;
            for (; i + V.Count <= columns; i += V.Count) sum = V.Fma(V.Load(p + i), V.Load(x + i), sum);
            if (i < columns) sum = V.Fma(V.LoadSome(p + i, columns - i), V.LoadSome(x + i, columns - i), sum);
            V mean = V.All(sum.Sum()), factor = V.All(-dEntropies[r]);
            for (i = 0; i + V.Count <= columns; i += V.Count) (factor * V.Load(p + i) * (V.Load(x + i) - mean)).Store(dx + i);
            var rest = columns - i;
            if (rest > 0) (factor * V.LoadSome(p + i, rest) * (V.LoadSome(x + i, rest) - mean)).StoreSome(dx + i, rest);
        }
    }
}
