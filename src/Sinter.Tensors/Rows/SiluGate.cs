using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>y = silu(gate) · up, the gated unit of Llama (SwiGLU, 2002.05202). Results may take the place of operands.</summary>
internal static unsafe class SiluGate
{
    /// <summary>n elements.</summary>
    public static void Forward(float* gate, float* up, float* y, long n)
    {
        if (Simd.Has512) Forward<FloatLanes512>(gate, up, y, n);
        else if (Simd.Has256) Forward<FloatLanes256>(gate, up, y, n);
        else Forward<FloatLanes128>(gate, up, y, n);
    }

    /// <summary>dGate = dy · up · silu′(gate), dUp = dy · silu(gate).</summary>
    public static void Backward(float* gate, float* up, float* dy, float* dGate, float* dUp, long n)
    {
        if (Simd.Has512) Backward<FloatLanes512>(gate, up, dy, dGate, dUp, n);
        else if (Simd.Has256) Backward<FloatLanes256>(gate, up, dy, dGate, dUp, n);
        else Backward<FloatLanes128>(gate, up, dy, dGate, dUp, n);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Forward<V>(float* gate, float* up, float* y, long n)
        where V : struct, IFloatLanes<V>
    {
        var i = 0L;
        for (; i + V.Count <= n; i += V.Count) (Silu.Value(V.Load(gate + i)) * V.Load(up + i)).Store(y + i);
        var rest = (int)(n - i);
        if (rest > 0) (Silu.Value(V.LoadSome(gate + i, rest)) * V.LoadSome(up + i, rest)).StoreSome(y + i, rest);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Backward<V>(float* gate, float* up, float* dy, float* dGate, float* dUp, long n)
        where V : struct, IFloatLanes<V>
    {
        for (var i = 0L; i < n; i += V.Count)
        {
            var count = (int)Math.Min(V.Count, n - i);
            var whole = count == V.Count;
            var g = whole ? V.Load(gate + i) : V.LoadSome(gate + i, count);
            var u = whole ? V.Load(up + i) : V.LoadSome(up + i, count);
            var d = whole ? V.Load(dy + i) : V.LoadSome(dy + i, count);
            var sigmoid = LaneMath.Sigmoid(g);
            var toGate = d * u * V.Fma(g * sigmoid, V.All(1f) - sigmoid, sigmoid);
            var toUp = d * g * sigmoid;
            if (whole)
            {
                toGate.Store(dGate + i);
                toUp.Store(dUp + i);
            }
            else
            {
                toGate.StoreSome(dGate + i, count);
                toUp.StoreSome(dUp + i, count);
            }
        }
    }
}
