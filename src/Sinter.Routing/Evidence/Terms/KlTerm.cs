namespace Sinter.Routing;

/// <summary>KL(Dir(α) ‖ Dir(1)), see <see cref="Dirichlet"/>.</summary>
internal sealed class KlTerm : DirichletTerm
{
    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        Dirichlet.KlToUniformGradient(alpha, gradient);
        return Dirichlet.KlToUniform(alpha);
    }
}
