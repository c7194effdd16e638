using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Softmax of the rows of a row-major matrix: y_j = e^(s x_j) / Σ e^(s x_i), with the row's largest value taken out first. y may be x.</summary>
internal static unsafe class RowSoftmax
{
    /// <summary>Softmax of the first <paramref name="visible"/> columns of each row (at least 1); the others become 0.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="y">[rows, columns].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Row length in memory.</param>
    /// <param name="visible">Columns that take part: all, or fewer where the rest is padding.</param>
    /// <param name="scale">s &gt; 0, for attention 1 / √(width of a head).</param>
    public static void Forward(float* x, float* y, long rows, int columns, int visible, float scale)
    {
        if (Simd.Has512) Forward<FloatLanes512>(x, y, rows, columns, visible, 0, scale);
        else if (Simd.Has256) Forward<FloatLanes256>(x, y, rows, columns, visible, 0, scale);
        else Forward<FloatLanes128>(x, y, rows, columns, visible, 0, scale);
    }

    /// <summary>Row r sees the first <paramref name="firstVisible"/> + r columns (at most all): a causal mask, where row 0 of the range may lie further down in the sequence.</summary>
    /// <inheritdoc cref="Forward(float*, float*, long, int, int, float)"/>
    public static void ForwardCausal(float* x, float* y, long rows, int columns, int firstVisible, float scale)
    {
        if (Simd.Has512) Forward<FloatLanes512>(x, y, rows, columns, firstVisible, 1, scale);
        else if (Simd.Has256) Forward<FloatLanes256>(x, y, rows, columns, firstVisible, 1, scale);
        else Forward<FloatLanes128>(x, y, rows, columns, firstVisible, 1, scale);
    }

    /// <summary>dx_j = s y_j (dy_j − Σ y_i dy_i); what was masked has y = 0 and gets 0. dx may be dy.</summary>
    public static void Backward(float* y, float* dy, float* dx, long rows, int columns, float scale)
    {
        if (Simd.Has512) Backward<FloatLanes512>(y, dy, dx, rows, columns, scale);
        else if (Simd.Has256) Backward<FloatLanes256>(y, dy, dx, rows, columns, scale);
        else Backward<FloatLanes128>(y, dy, dx, rows, columns, scale);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Forward<V>(float* x, float* y, long rows, int columns, int visible, int growth, float scale)
        where V : struct, IFloatLanes<V>
    {
        var lowest = V.All(float.NegativeInfinity);
        var factor = V.All(scale);
        for (; rows > 0; rows--, x += columns, y += columns, visible += growth)
        {
            var count = Math.Min(visible, columns);
            var whole = count / V.Count * V.Count;
            var rest = count - whole;
            var highest = lowest;
            for (var i = 0; i < whole; i += V.Count) highest = V.Max(highest, V.Load(x + i));
            if (rest > 0) highest = V.Max(highest, V.First(V.LoadSome(x + whole, rest), rest, lowest));

            var top = V.All(highest.Largest());
            var sum = V.Zero;
            for (var i = 0; i < whole; i += V.Count)
            {
                var e = LaneMath.Exp((V.Load(x + i) - top) * factor);
                sum += e;
                e.Store(y + i);
            }

            if (rest > 0)
            {
                var e = V.First(LaneMath.Exp((V.LoadSome(x + whole, rest) - top) * factor), rest, V.Zero);
                sum += e;
                e.StoreSome(y + whole, rest);
            }

            var inverse = V.All(1f / sum.Sum());
            for (var i = 0; i < whole; i += V.Count) (V.Load(y + i) * inverse).Store(y + i);
            if (rest > 0) (V.LoadSome(y + whole, rest) * inverse).StoreSome(y + whole, rest);
            if (count < columns) new Span<float>(y + count, columns - count).Clear();
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Backward<V>(float* y, float* dy, float* dx, long rows, int columns, float scale)
        where V : struct, IFloatLanes<V>
    {
        var whole = columns / V.Count * V.Count;
        var rest = columns - whole;
        var factor = V.All(scale);
        for (; rows > 0; rows--, y += columns, dy += columns, dx += columns)
        {
            var sum = V.Zero;
            for (var i = 0; i < whole; i += V.Count) sum = V.Fma(V.Load(y + i), V.Load(dy + i), sum);
            if (rest > 0) sum = V.Fma(V.LoadSome(y + whole, rest), V.LoadSome(dy + whole, rest), sum);
            var mean = V.All(sum.Sum());
            for (var i = 0; i < whole; i += V.Count) (V.Load(y + i) * (V.Load(dy + i) - mean) * factor).Store(dx + i);
            if (rest > 0) (V.LoadSome(y + whole, rest) * (V.LoadSome(dy + whole, rest) - mean) * factor).StoreSome(dx + whole, rest);
        }
    }
}
