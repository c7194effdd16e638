namespace Sinter.Routing;

/// <summary>Pearson's correlation of u and ν over the batch, to be lowered: the paper's inverse relation taken literally. 0 when one of them is constant.</summary>
internal sealed class CorrelationTerm : DirichletTerm
{
    private double _correlation;
    private double _scaleU;
    private double _scaleV;
    private double _meanU;
    private double _meanV;
    private int _rows;

    public override void Prepare(ReadOnlySpan<float> alpha, int columns)
    {
        _rows = alpha.Length / columns;
        var (u, v) = (new double[_rows], new double[_rows]);
        for (var r = 0; r < _rows; r++)
        {
            var row = alpha.Slice(r * columns, columns);
            (u[r], v[r]) = (Dirichlet.Uncertainty(row), Math.Exp(Dirichlet.LogIec(row)));
        }

        (_meanU, _meanV) = (u.Average(), v.Average());
        var (squaresU, squaresV, product) = (0.0, 0.0, 0.0);
        for (var r = 0; r < _rows; r++)
        {
            squaresU += (u[r] - _meanU) * (u[r] - _meanU);
            squaresV += (v[r] - _meanV) * (v[r] - _meanV);
            product += (u[r] - _meanU) * (v[r] - _meanV);
        }

        var varies = squaresU > 0 && squaresV > 0;
        (_scaleU, _scaleV) = varies ? (1 / Math.Sqrt(squaresU), 1 / Math.Sqrt(squaresV)) : (0, 0);
        _correlation = product * _scaleU * _scaleV;
    }

    public override double Evaluate(int row, ReadOnlySpan<double> alpha, Span<double> gradient)
    {
        var (first, second) = Dirichlet.Largest(alpha);
        var strength = Dirichlet.Strength(alpha);
        var (u, v) = (alpha.Length / strength, Math.Exp(Dirichlet.LogIec(alpha)));
        var (standardU, standardV) = ((u - _meanU) * _scaleU, (v - _meanV) * _scaleV);
        var byU = _rows * _scaleU * (standardV - _correlation * standardU);
        var byV = _rows * _scaleV * (standardU - _correlation * standardV);
        gradient.Fill(-byU * u / strength);
        gradient[first] -= 2 * byV * v / alpha[first];
        gradient[second] += byV * v / alpha[second];
        return _correlation;
    }
}
