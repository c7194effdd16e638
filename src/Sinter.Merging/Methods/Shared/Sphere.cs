namespace Sinter.Merging;

/// <summary>Interpolation along a great circle.</summary>
internal static class Sphere
{
    private const double SmallestSine = 1e-8;

    /// <summary>
    /// Coefficients of the two ends at <paramref name="t"/>: sin((1−t)θ)/sin θ and sin(tθ)/sin θ for cos θ = <paramref name="cosine"/>. For directions that are nearly
    /// the same, or nearly opposite, the straight line 1−t and t.
    /// </summary>
    /// <param name="cosine">Cosine of the angle between the ends.</param>
    /// <param name="t">Place between the ends: 0 the first, 1 the second.</param>
    /// <param name="largestCosine">The straight line is taken for |cos θ| above it.</param>
    /// <param name="coefficients">The two coefficients.</param>
    public static void Interpolate(double cosine, double t, double largestCosine, Span<double> coefficients)
    {
        var angle = Math.Acos(cosine);
        var sine = Math.Sin(angle);
        var straight = Math.Abs(cosine) > largestCosine || sine < SmallestSine;
        coefficients[0] = straight ? 1 - t : Math.Sin((1 - t) * angle) / sine;
        coefficients[1] = straight ? t : Math.Sin(t * angle) / sine;
    }
}
