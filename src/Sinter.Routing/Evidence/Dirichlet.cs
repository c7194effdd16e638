using System.Numerics;

namespace Sinter.Routing;

/// <summary>
/// The opinion that Dirichlet parameters α ≥ 1 over L classes hold (Jøsang's subjective logic, as in Sensoy et al., 2018): S = Σ α. Rows are float32 or double; sums run in double.
/// </summary>
public static class Dirichlet
{
    /// <summary>S = Σ α.</summary>
    public static double Strength<T>(ReadOnlySpan<T> alpha)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var sum = 0.0;
        foreach (var value in alpha) sum += double.CreateTruncating(value);
        return sum;
    }

    /// <summary>u = L / S: 1 without any evidence.</summary>
    public static double Uncertainty<T>(ReadOnlySpan<T> alpha)
        where T : IBinaryFloatingPointIeee754<T> => alpha.Length / Strength(alpha);

    /// <summary>b_c = (α_c − 1) / S: with u they add up to 1.</summary>
    public static void Belief<T>(ReadOnlySpan<T> alpha, Span<T> belief)
        where T : IBinaryFloatingPointIeee754<T> => Scale(alpha, 1, belief);

    /// <summary>p_c = α_c / S.</summary>
    public static void Probability<T>(ReadOnlySpan<T> alpha, Span<T> probability)
        where T : IBinaryFloatingPointIeee754<T> => Scale(alpha, 0, probability);

    /// <summary>log ν of BD-Merging's IEC ν = (S / α₁)(L / S)(α₂ / α₁) = L α₂ / α₁² of the two largest α: log L at no evidence, falling without bound for sharp evidence.</summary>
    public static double LogIec<T>(ReadOnlySpan<T> alpha)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var (first, second) = Largest(alpha);
        return Math.Log(alpha.Length) + Math.Log(double.CreateTruncating(alpha[second])) - 2 * Math.Log(double.CreateTruncating(alpha[first]));
    }

    /// <summary>Entropy −Σ p_c log p_c of the expected probability, in nats.</summary>
    public static double Entropy<T>(ReadOnlySpan<T> alpha)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var strength = Strength(alpha);
        var sum = 0.0;
        foreach (var value in alpha)
        {
            var p = double.CreateTruncating(value) / strength;
            sum -= p * Math.Log(p);
        }

        return sum;
    }

    /// <summary>KL(Dir(α) ‖ Dir(1)) = ln Γ(S) − Σ ln Γ(α_c) − ln Γ(L) + Σ (α_c − 1)(ψ(α_c) − ψ(S)).</summary>
    public static double KlToUniform<T>(ReadOnlySpan<T> alpha)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var strength = Strength(alpha);
        var psi = GammaFunctions.Digamma(strength);
        var sum = GammaFunctions.LogGamma(strength) - GammaFunctions.LogGamma(alpha.Length);
        foreach (var value in alpha)
        {
            var a = double.CreateTruncating(value);
            if (a != 1) sum += (a - 1) * (GammaFunctions.Digamma(a) - psi) - GammaFunctions.LogGamma(a);
        }

        return sum;
    }

    /// <summary>∂KL / ∂α_c = (α_c − 1) ψ′(α_c) − (S − L) ψ′(S).</summary>
    public static void KlToUniformGradient<T>(ReadOnlySpan<T> alpha, Span<T> gradient)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var strength = Strength(alpha);
        var common = (strength - alpha.Length) * GammaFunctions.Trigamma(strength);
        for (var c = 0; c < alpha.Length; c++)
        {
            var a = double.CreateTruncating(alpha[c]);
            gradient[c] = T.CreateTruncating((a == 1 ? 0 : (a - 1) * GammaFunctions.Trigamma(a)) - common);
        }
    }

    /// <summary>Places of the largest and the second largest α; the first of equals.</summary>
    internal static (int First, int Second) Largest<T>(ReadOnlySpan<T> alpha)
        where T : IBinaryFloatingPointIeee754<T>
    {
        if (alpha.Length < 2) throw new ArgumentException("An opinion needs at least two classes.", nameof(alpha));
        var (first, second) = alpha[1] > alpha[0] ? (1, 0) : (0, 1);
        for (var c = 2; c < alpha.Length; c++)
        {
            if (alpha[c] > alpha[first]) (first, second) = (c, first);
            else if (alpha[c] > alpha[second]) second = c;
        }

        return (first, second);
    }

    private static void Scale<T>(ReadOnlySpan<T> alpha, double minus, Span<T> result)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var strength = Strength(alpha);
        for (var c = 0; c < alpha.Length; c++) result[c] = T.CreateTruncating((double.CreateTruncating(alpha[c]) - minus) / strength);
    }
}
