using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε), in one pass over the four arrays.
/// </summary>
internal static unsafe class AdamStep
{
    /// <summary>Updates n parameters and their moments.</summary>
    public static void Apply(float* parameters, float* gradients, float* firstMoments, float* secondMoments, long n, in AdamSettings settings)
    {
        if (Simd.Has512) Apply<FloatLanes512>(parameters, gradients, firstMoments, secondMoments, n, settings);
        else if (Simd.Has256) Apply<FloatLanes256>(parameters, gradients, firstMoments, secondMoments, n, settings);
        else Apply<FloatLanes128>(parameters, gradients, firstMoments, secondMoments, n, settings);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Apply<V>(float* parameters, float* gradients, float* firstMoments, float* secondMoments, long n, in AdamSettings settings)
        where V : struct, IFloatLanes<V>
    {
        double correction1 = 1 - Math.Pow(settings.Beta1, settings.Step), correction2 = 1 - Math.Pow(settings.Beta2, settings.Step);
        var rate = V.All((float)(settings.LearningRate / correction1));
        var root = V.All((float)(1 / Math.Sqrt(correction2)));
        V beta1 = V.All(settings.Beta1), rest1 = V.All(1 - settings.Beta1), beta2 = V.All(settings.Beta2), rest2 = V.All(1 - settings.Beta2);
        V epsilon = V.All(settings.Epsilon), scale = V.All(settings.GradientScale);
        var shrink = V.All(settings.Decoupled ? (float)(1 - (double)settings.LearningRate * settings.WeightDecay) : 1f);
        var pull = V.All(settings.Decoupled ? 0 : settings.WeightDecay);
        for (var i = 0L; i < n; i += V.Count)
        {
            var count = (int)Math.Min(V.Count, n - i);
            var whole = count == V.Count;
            var p = whole ? V.Load(parameters + i) : V.LoadSome(parameters + i, count);
            var g = whole ? V.Load(gradients + i) : V.LoadSome(gradients + i, count);
            var m = whole ? V.Load(firstMoments + i) : V.LoadSome(firstMoments + i, count);
            var v = whole ? V.Load(secondMoments + i) : V.LoadSome(secondMoments + i, count);
            g = V.Fma(pull, p, g * scale);
            m = V.Fma(beta1, m, rest1 * g);
            v = V.Fma(beta2, v, rest2 * g * g);
            p = V.FmaNegated(rate, m / V.Fma(V.Sqrt(v), root, epsilon), p * shrink);
            if (whole)
            {
                p.Store(parameters + i);
                m.Store(firstMoments + i);
                v.Store(secondMoments + i);
            }
            else
            {
                p.StoreSome(parameters + i, count);
                m.StoreSome(firstMoments + i, count);
                v.StoreSome(secondMoments + i, count);
            }
        }
    }
}
