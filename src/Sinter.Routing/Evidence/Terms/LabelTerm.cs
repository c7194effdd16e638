namespace Sinter.Routing;

/// <summary>One of <see cref="LabelLoss"/>'s losses of α against labels that may be soft (Σ y = 1).</summary>
/// <param name="loss">Which; not the one without evidence.</param>
/// <param name="labels">y [rows, L].</param>
internal sealed class LabelTerm(LabelLoss loss, float[] labels) : DirichletTerm
{
    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        var y = labels.AsSpan(row * alpha.Length, alpha.Length);
        var strength = Dirichlet.Strength(alpha);
        return loss switch
        {
            LabelLoss.MeanSquare => MeanSquare(y, alpha, strength, gradient),
            LabelLoss.TypeTwo => TypeTwo(y, alpha, strength, gradient),
            LabelLoss.BayesCrossEntropy => BayesCrossEntropy(y, alpha, strength, gradient),
            _ => throw new ArgumentOutOfRangeException(nameof(row), loss, "Not a loss of evidence."),
        };
    }

    // With q = Σ p², the variance term is (1 − q) / (S + 1).
    private static double MeanSquare(ReadOnlySpan<float> y, ReadOnlySpan<double> alpha, double strength, Span<double> gradient)
    {
        var (error, inner, squares) = (0.0, 0.0, 0.0);
        for (var c = 0; c < alpha.Length; c++)
        {
            var p = alpha[c] / strength;
            error += (y[c] - p) * (y[c] - p);
            inner += (p - y[c]) * p;
            squares += p * p;
        }

        var variance = (1 - squares) / (strength + 1);
        for (var c = 0; c < alpha.Length; c++)
        {
            var p = alpha[c] / strength;
            gradient[c] = 2 * (p - y[c] - inner) / strength - 2 * (p - squares) / (strength * (strength + 1)) - variance / (strength + 1);
        }

        return error + variance;
    }

    private static double TypeTwo(ReadOnlySpan<float> y, ReadOnlySpan<double> alpha, double strength, Span<double> gradient)
    {
        var (total, value) = (0.0, 0.0);
        for (var c = 0; c < alpha.Length; c++)
        {
            total += y[c];
            value -= y[c] * Math.Log(alpha[c] / strength);
        }

        for (var c = 0; c < alpha.Length; c++) gradient[c] = total / strength - y[c] / alpha[c];
        return value;
    }

    private static double BayesCrossEntropy(ReadOnlySpan<float> y, ReadOnlySpan<double> alpha, double strength, Span<double> gradient)
    {
        var (total, value, psi) = (0.0, 0.0, GammaFunctions.Digamma(strength));
        for (var c = 0; c < alpha.Length; c++)
        {
            total += y[c];
            if (y[c] != 0) value += y[c] * (psi - GammaFunctions.Digamma(alpha[c]));
        }

        var slope = total * GammaFunctions.Trigamma(strength);
        for (var c = 0; c < alpha.Length; c++) gradient[c] = slope - (y[c] == 0 ? 0 : y[c] * GammaFunctions.Trigamma(alpha[c]));
        return value;
    }
}
