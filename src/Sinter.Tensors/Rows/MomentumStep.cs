using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Stochastic gradient descent with momentum as PyTorch has it: g ← g + λ p, b ← μ b + g, p ← p − η b (Nesterov: p ← p − η (g + μ b)).</summary>
internal static unsafe class MomentumStep
{
    /// <summary>Updates n parameters and their momentum buffer, which starts at zero.</summary>
    public static void Apply(float* parameters, float* gradients, float* momentum, long n, float learningRate, float decay, float weightDecay, bool nesterov, float gradientScale)
    {
        if (Simd.Has512) Apply<FloatLanes512>(parameters, gradients, momentum, n, learningRate, decay, weightDecay, nesterov, gradientScale);
        else if (Simd.Has256) Apply<FloatLanes256>(parameters, gradients, momentum, n, learningRate, decay, weightDecay, nesterov, gradientScale);
        else Apply<FloatLanes128>(parameters, gradients, momentum, n, learningRate, decay, weightDecay, nesterov, gradientScale);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Apply<V>(
        float* parameters, float* gradients, float* momentum, long n, float learningRate, float decay, float weightDecay, bool nesterov, float gradientScale)
        where V : struct, IFloatLanes<V>
    {
        V rate = V.All(learningRate), mu = V.All(decay), pull = V.All(weightDecay), scale = V.All(gradientScale);
        for (var i = 0L; i < n; i += V.Count)
        {
            var count = (int)Math.Min(V.Count, n - i);
            var whole = count == V.Count;
            var p = whole ? V.Load(parameters + i) : V.LoadSome(parameters + i, count);
            var g = whole ? V.Load(gradients + i) : V.LoadSome(gradients + i, count);
            var b = whole ? V.Load(momentum + i) : V.LoadSome(momentum + i, count);
            g = V.Fma(pull, p, g * scale);
            b = V.Fma(mu, b, g);
            p = V.FmaNegated(rate, nesterov ? V.Fma(mu, b, g) : b, p);
            if (whole)
            {
                p.Store(parameters + i);
                b.Store(momentum + i);
            }
            else
            {
                p.StoreSome(parameters + i, count);
                b.StoreSome(momentum + i, count);
            }
        }
    }
}
