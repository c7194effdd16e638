namespace Sinter.Routing;

/// <summary>Tells when predictions have collapsed into few classes: the largest predicted class is much larger than the largest class should be.</summary>
public static class CollapseAlarm
{
    /// <summary>Above this ratio the alarm rings.</summary>
    public const double Threshold = 3;

    /// <summary>Images in the largest predicted class over those in the largest class of the reference: the true labels, or where there are none the expert's own predictions.</summary>
    public static double Ratio(ReadOnlySpan<int> predicted, ReadOnlySpan<int> reference) => (double)Largest(predicted) / Math.Max(1, Largest(reference));

    private static int Largest(ReadOnlySpan<int> classes)
    {
        var counts = new Dictionary<int, int>();
        foreach (var one in classes) counts[one] = counts.GetValueOrDefault(one) + 1;
        return counts.Count == 0 ? 0 : counts.Values.Max();
    }
}
