using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Fills fresh weights.</summary>
internal static class WeightStarter
{
    private const double Deviation = 0.02;

    // The rational part of Acklam's approximation of the normal quantile (relative error 1e-9) reaches this far: sums and products only, the same bits on any machine.
    private const double Tail = 0.02425;

    public static Weights Start(WeightLayout layout, long seed)
    {
        var weights = new Weights(layout);
        foreach (var part in layout.Parts)
        {
            var values = weights[part];
            switch (part.Start)
            {
                case WeightStart.One: values.Fill(1); break;
                case WeightStart.LogitScale: values.Fill(2.6592f); break;
                case WeightStart.Normal:
                    new Philox(seed, "weight start", part.Name).FillUniform(0, values);
                    for (var i = 0; i < values.Length; i++) values[i] = (float)(Deviation * Quantile(Tail + values[i] * (1 - 2 * Tail)));
                    break;
            }
        }

        return weights;
    }

    private static double Quantile(double p)
    {
        var q = p - 0.5;
        var r = q * q;
        var above = ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.3577518672690) * r - 30.66479806614716) * r + 2.506628277459239;
        var below = ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1;
        return above * q / below;
    }
}
