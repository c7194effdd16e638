namespace Sinter.Evaluation;

/// <summary>Values of several seeds.</summary>
/// <param name="Values">One a seed.</param>
internal sealed record Spread(IReadOnlyList<double> Values)
{
    public double Mean => Values.Count == 0 ? double.NaN : Values.Average();

    /// <summary>The sample's standard deviation; NaN for a single value.</summary>
    public double Deviation => Values.Count < 2 ? double.NaN : Math.Sqrt(Values.Sum(value => Math.Pow(value - Mean, 2)) / (Values.Count - 1));
}
