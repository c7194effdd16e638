namespace Sinter.Routing;

/// <summary>u ν / L = L α₂ / (S α₁²), at most 1: falls when evidence grows and when it becomes sharper.</summary>
internal sealed class ProductTerm : DirichletTerm
{
    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        var (first, second) = Dirichlet.Largest(alpha);
        var strength = Dirichlet.Strength(alpha);
        var value = Math.Exp(Dirichlet.LogIec(alpha)) / strength;
        gradient.Fill(-value / strength);
        gradient[first] -= 2 * value / alpha[first];
        gradient[second] += value / alpha[second];
        return value;
    }
}
