using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Keeps or drops elements by uniform random numbers.</summary>
internal static unsafe class KeepKernel
{
    /// <summary>x ← uniform &lt; probability ? x · factor : 0.</summary>
    public static void Apply(Span<float> values, ReadOnlySpan<float> uniforms, float probability, float factor)
    {
        fixed (float* value = values, uniform = uniforms)
        {
            var done = Simd.Has512 ? Apply<Lanes512>(value, uniform, probability, factor, 0, values.Length)
                : Simd.Has256 ? Apply<Lanes256>(value, uniform, probability, factor, 0, values.Length)
                : Apply<Lanes128>(value, uniform, probability, factor, 0, values.Length);
            Apply<Lanes1>(value, uniform, probability, factor, done, values.Length);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int Apply<TLanes>(float* values, float* uniforms, float probability, float factor, int start, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        var (limit, scale) = (TLanes.Create(probability), TLanes.Create(factor));
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
            (TLanes.Load(values + i) * scale & TLanes.GreaterThan(limit, TLanes.Load(uniforms + i))).Store(values + i);
        return i;
    }

    /// <summary>x ← uniform &lt; its probability ? x · factor : 0.</summary>
    public static void Apply(Span<float> values, ReadOnlySpan<float> uniforms, ReadOnlySpan<float> probabilities, float factor)
    {
        fixed (float* value = values, uniform = uniforms, probability = probabilities)
        {
            var done = Simd.Has512 ? Apply<Lanes512>(value, uniform, probability, factor, 0, values.Length)
                : Simd.Has256 ? Apply<Lanes256>(value, uniform, probability, factor, 0, values.Length)
                : Apply<Lanes128>(value, uniform, probability, factor, 0, values.Length);
            Apply<Lanes1>(value, uniform, probability, factor, done, values.Length);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static int Apply<TLanes>(float* values, float* uniforms, float* probabilities, float factor, int start, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        var scale = TLanes.Create(factor);
        var i = start;
        for (; i <= count - TLanes.Count; i += TLanes.Count)
            (TLanes.Load(values + i) * scale & TLanes.GreaterThan(TLanes.Load(probabilities + i), TLanes.Load(uniforms + i))).Store(values + i);
        return i;
    }
}
