using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Activation functions over arrays and over rows with a bias. Results may take the place of an operand.</summary>
internal static unsafe class Activation
{
    /// <summary>y = f(x), n elements.</summary>
    public static void Forward<F>(float* x, float* y, long n)
        where F : struct, IActivation
    {
        if (Simd.Has512) Forward<F, FloatLanes512>(x, y, n);
        else if (Simd.Has256) Forward<F, FloatLanes256>(x, y, n);
        else Forward<F, FloatLanes128>(x, y, n);
    }

    /// <summary>dx = dy f′(x), n elements.</summary>
    public static void Backward<F>(float* x, float* dy, float* dx, long n)
        where F : struct, IActivation
    {
        if (Simd.Has512) Backward<F, FloatLanes512>(x, dy, dx, n);
        else if (Simd.Has256) Backward<F, FloatLanes256>(x, dy, dx, n);
        else Backward<F, FloatLanes128>(x, dy, dx, n);
    }

    /// <summary>For each row: x += bias (kept for the backward pass), y = f(x).</summary>
    public static void ForwardWithBias<F>(float* x, float* bias, float* y, long rows, int columns)
        where F : struct, IActivation
    {
        if (Simd.Has512) ForwardWithBias<F, FloatLanes512>(x, bias, y, rows, columns);
        else if (Simd.Has256) ForwardWithBias<F, FloatLanes256>(x, bias, y, rows, columns);
        else ForwardWithBias<F, FloatLanes128>(x, bias, y, rows, columns);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Forward<F, V>(float* x, float* y, long n)
        where F : struct, IActivation
        where V : struct, IFloatLanes<V>
    {
        var i = 0L;
        for (; i + V.Count <= n; i += V.Count) F.Value(V.Load(x + i)).Store(y + i);
        var rest = (int)(n - i);
        if (rest > 0) F.Value(V.LoadSome(x + i, rest)).StoreSome(y + i, rest);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Backward<F, V>(float* x, float* dy, float* dx, long n)
        where F : struct, IActivation
        where V : struct, IFloatLanes<V>
    {
        var i = 0L;
        for (; i + V.Count <= n; i += V.Count) (V.Load(dy + i) * F.Derivative(V.Load(x + i))).Store(dx + i);
        var rest = (int)(n - i);
        if (rest > 0) (V.LoadSome(dy + i, rest) * F.Derivative(V.LoadSome(x + i, rest))).StoreSome(dx + i, rest);
    }

    [MethodImpl(Simd.Kernel)]
    private static void ForwardWithBias<F, V>(float* x, float* bias, float* y, long rows, int columns)
        where F : struct, IActivation
        where V : struct, IFloatLanes<V>
    {
        for (; rows > 0; rows--, x += columns, y += columns)
        {
            var i = 0;
            for (; i + V.Count <= columns; i += V.Count)
            {
                var value = V.Load(x + i) + V.Load(bias + i);
                value.Store(x + i);
                F.Value(value).Store(y + i);
            }

            var rest = columns - i;
            if (rest == 0) continue;
            var last = V.LoadSome(x + i, rest) + V.LoadSome(bias + i, rest);
            last.StoreSome(x + i, rest);
            F.Value(last).StoreSome(y + i, rest);
        }
    }
}
