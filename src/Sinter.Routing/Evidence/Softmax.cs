namespace Sinter.Routing;

/// <summary>Softmax of one row, in double.</summary>
internal static class Softmax
{
    /// <summary>p = softmax(x), which may be the same memory; returns log Σ e^x.</summary>
    public static double Row(ReadOnlySpan<float> x, Span<float> p)
    {
        var largest = double.NegativeInfinity;
        foreach (var value in x) largest = Math.Max(largest, value);
        var sum = 0.0;
        foreach (var value in x) sum += Math.Exp(value - largest);
        for (var c = 0; c < x.Length; c++) p[c] = (float)(Math.Exp(x[c] - largest) / sum);
        return largest + Math.Log(sum);
    }
}
