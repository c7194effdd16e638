namespace Sinter.Routing;

/// <summary>(log u + log ν − c)²: inverse proportionality u ν = e^c taken literally.</summary>
/// <param name="level">c, a running mean over the batches before; null: the mean of this batch. No gradient runs through it.</param>
internal sealed class ReciprocalTerm(double? level) : DirichletTerm
{
    /// <summary>The mean of log u + log ν over the batch.</summary>
    public double BatchLevel { get; private set; }

    public override void Prepare(ReadOnlySpan<float> alpha, int columns)
    {
        var rows = alpha.Length / columns;
        var sum = 0.0;
        for (var r = 0; r < rows; r++)
        {
            var row = alpha.Slice(r * columns, columns);
            sum += Math.Log(Dirichlet.Uncertainty(row)) + Dirichlet.LogIec(row);
        }

        BatchLevel = sum / rows;
    }

    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        var (first, second) = Dirichlet.Largest(alpha);
        var difference = Math.Log(Dirichlet.Uncertainty(alpha)) + Dirichlet.LogIec(alpha) - (level ?? BatchLevel);
        gradient.Fill(-2 * difference / Dirichlet.Strength(alpha));
        gradient[first] -= 4 * difference / alpha[first];
        gradient[second] += 2 * difference / alpha[second];
        return difference * difference;
    }
}
