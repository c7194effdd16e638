namespace Sinter.Routing;

/// <summary>
/// ln Γ and its first two derivatives for x &gt; 0, to about 15 digits: the recurrence Γ(x + 1) = x Γ(x) up to x ≥ 10, then the asymptotic series
/// (Abramowitz and Stegun, 6.1.41, 6.3.18, 6.4.12).
/// </summary>
public static class GammaFunctions
{
    private const double Far = 10;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    /// <summary>ln Γ(x).</summary>
    public static double LogGamma(double x)
    {
        var product = 1.0;
        for (; x < Far; x++) product *= x;
        var r = 1 / (x * x);
        var series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691.0 / 360360))))) / x;
        return (x - 0.5) * Math.Log(x) - x + HalfLogTwoPi + series - Math.Log(product);
    }

    /// <summary>ψ(x) = d ln Γ(x) / dx.</summary>
    public static double Digamma(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++) sum += 1 / x;
        var r = 1 / (x * x);
        return Math.Log(x) - 0.5 / x - r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132 - r * 691.0 / 32760))))) - sum;
    }

    /// <summary>ψ′(x).</summary>
    public static double Trigamma(double x)
    {
        var sum = 0.0;
        for (; x < Far; x++) sum += 1 / (x * x);
        var r = 1 / (x * x);
        return sum + 1 / x + r / 2 + r / x * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r * (1.0 / 30 - r * (5.0 / 66 - r * 691.0 / 2730)))));
    }
}
