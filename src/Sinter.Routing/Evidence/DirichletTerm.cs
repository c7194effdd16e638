namespace Sinter.Routing;

/// <summary>A loss of Dirichlet parameters that is a mean over rows: what one row contributes, with its derivative, in double.</summary>
internal abstract class DirichletTerm
{
    /// <summary>Looks at the whole batch first, for terms whose rows depend on each other.</summary>
    /// <param name="alpha">[rows, columns].</param>
    /// <param name="columns">L.</param>
    public virtual void Prepare(ReadOnlySpan<float> alpha, int columns)
    {
    }

    /// <summary>The row's value; writes the derivative of the value with respect to α (for terms that couple rows: of rows · mean).</summary>
    public abstract double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient);
}
