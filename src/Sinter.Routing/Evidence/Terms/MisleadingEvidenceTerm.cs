namespace Sinter.Routing;

/// <summary>KL(Dir(α̃) ‖ Dir(1)) of α̃ = y + (1 − y) ⊙ α: evidence for wrong classes only (Sensoy et al., 2018).</summary>
/// <param name="labels">y [rows, L]; null: the class of the largest α, a hard pseudo-label.</param>
internal sealed class MisleadingEvidenceTerm(float[]? labels) : DirichletTerm
{
    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        var largest = Dirichlet.Largest(alpha).First;
        var kept = new double[alpha.Length];
        for (var c = 0; c < alpha.Length; c++) kept[c] = Label(c) + (1 - Label(c)) * alpha[c];
        Dirichlet.KlToUniformGradient(kept, gradient);
        for (var c = 0; c < alpha.Length; c++) gradient[c] *= 1 - Label(c);
        return Dirichlet.KlToUniform<double>(kept);

        double Label(int c) => labels is null ? c == largest ? 1 : 0 : labels[row * kept.Length + c];
    }
}
