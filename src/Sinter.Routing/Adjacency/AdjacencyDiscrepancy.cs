using System.Numerics;

namespace Sinter.Routing;

/// <summary>
/// BD-Merging's adjacency discrepancy (arXiv 2603.03920), from the Dirichlet parameters of all samples and their neighbourhoods A(i), with p = α / S and u = L / S:
/// Sharp_i = E_{j∈A(i)} log(S_j / max α_j − 1), Div_i = E_{j∈A(i)} ‖p_i − p_j‖₁, Conf_ik = ½ ‖p_i − p_k‖₁ (1 − u_i)(1 − u_k) (the ½ as in RCML, where Conf comes from).
/// Rows are float32 or double; sums run in double.
/// </summary>
public static class AdjacencyDiscrepancy
{
    /// <summary>Sharp of every sample; 0 for one without neighbours.</summary>
    public static double[] Sharp<T>(ReadOnlySpan<T> alpha, int classes, Neighbourhoods neighbourhoods)
        where T : IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(neighbourhoods);
        var own = new double[neighbourhoods.Count];
        for (var j = 0; j < own.Length; j++)
        {
            var row = Row(alpha, classes, j);
            var largest = double.CreateTruncating(row[Dirichlet.Largest(row).First]);
            own[j] = Math.Log((Dirichlet.Strength(row) - largest) / largest);
        }

        var result = new double[own.Length];
        for (var i = 0; i < own.Length; i++)
        {
            foreach (var j in neighbourhoods[i]) result[i] += own[j];
            result[i] /= Math.Max(1, neighbourhoods[i].Length);
        }

        return result;
    }

    /// <summary>Div of every sample, 0 to 2; 0 for one without neighbours.</summary>
    public static double[] Div<T>(ReadOnlySpan<T> alpha, int classes, Neighbourhoods neighbourhoods)
        where T : IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(neighbourhoods);
        var result = new double[neighbourhoods.Count];
        for (var i = 0; i < result.Length; i++)
        {
            foreach (var j in neighbourhoods[i]) result[i] += Distance(Row(alpha, classes, i), Row(alpha, classes, j));
            result[i] /= Math.Max(1, neighbourhoods[i].Length);
        }

        return result;
    }

    /// <summary>Conf of two opinions, 0 to 1.</summary>
    public static double Conf<T>(ReadOnlySpan<T> alpha, ReadOnlySpan<T> other)
        where T : IBinaryFloatingPointIeee754<T> => Distance(alpha, other) / 2 * (1 - Dirichlet.Uncertainty(alpha)) * (1 - Dirichlet.Uncertainty(other));

    /// <summary>d_ik of every sample and neighbour, in the order of the neighbourhoods.</summary>
    /// <param name="alpha">[samples, classes].</param>
    /// <param name="classes">L.</param>
    /// <param name="neighbourhoods">A(i).</param>
    /// <param name="options">Form and parts.</param>
    public static double[] Scores<T>(ReadOnlySpan<T> alpha, int classes, Neighbourhoods neighbourhoods, DiscrepancyOptions options)
        where T : IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(neighbourhoods);
        ArgumentNullException.ThrowIfNull(options);
        var sum = options.Form == DiscrepancyForm.Sum;
        var neutral = sum ? 0.0 : 1.0;
        var sharp = options.Sharp ? Sharp(alpha, classes, neighbourhoods) : null;
        var div = options is { Div: true, PairDiv: false } ? Div(alpha, classes, neighbourhoods) : null;
        var result = new double[neighbourhoods.PairCount];
        for (var i = 0; i < neighbourhoods.Count; i++)
        {
            var at = neighbourhoods.Start(i);
            var s = sharp is null ? neutral : options.Form == DiscrepancyForm.Literal ? sharp[i] : EvidenceFunction.Softplus(sharp[i]);
            foreach (var k in neighbourhoods[i])
            {
                var first = Row(alpha, classes, i);
                var second = Row(alpha, classes, k);
                var d = !options.Div ? neutral : div is null ? Distance(first, second) : div[i];
                var c = options.Conf ? Conf(first, second) : neutral;
                result[at++] = sum ? s + d + c : s * d * c;
            }
        }

        return result;
    }

    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> alpha, int classes, int sample) => alpha.Slice(sample * classes, classes);

    /// <summary>‖p − q‖₁ of the expected probabilities.</summary>
    private static double Distance<T>(ReadOnlySpan<T> alpha, ReadOnlySpan<T> other)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var (first, second) = (1 / Dirichlet.Strength(alpha), 1 / Dirichlet.Strength(other));
        var sum = 0.0;
        for (var c = 0; c < alpha.Length; c++) sum += Math.Abs(double.CreateTruncating(alpha[c]) * first - double.CreateTruncating(other[c]) * second);
        return sum;
    }
}
