namespace Sinter.Routing;

/// <summary>H(p) = −Σ p log p of p = α / S; ∂H/∂α_c = −(log p_c + H) / S.</summary>
internal sealed class EntropyTerm : DirichletTerm
{
    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        var strength = Dirichlet.Strength(alpha);
        var entropy = Dirichlet.Entropy(alpha);
        for (var c = 0; c < alpha.Length; c++) gradient[c] = -(Math.Log(alpha[c] / strength) + entropy) / strength;
        return entropy;
    }
}
