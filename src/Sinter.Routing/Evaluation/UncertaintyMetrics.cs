namespace Sinter.Routing;

/// <summary>Whether uncertainty means something.</summary>
public static class UncertaintyMetrics
{
    /// <summary>The chance that a strange picture is more uncertain than a known one, equal values counting half: the area under the ROC curve.</summary>
    public static double Auroc(ReadOnlySpan<double> known, ReadOnlySpan<double> strange)
    {
        if (known.IsEmpty || strange.IsEmpty) return double.NaN;
        var all = new (double Value, bool Strange)[known.Length + strange.Length];
        for (var i = 0; i < all.Length; i++) all[i] = i < known.Length ? (known[i], false) : (strange[i - known.Length], true);
        Array.Sort(all, static (a, b) => a.Value.CompareTo(b.Value));
        var sum = 0.0;
        for (int first = 0, end; first < all.Length; first = end)
        {
            for (end = first; end < all.Length && all[end].Value == all[first].Value;) end++;
            // Equal values share the mean of their ranks.
            for (var i = first; i < end; i++)
                if (all[i].Strange) sum += (first + 1 + end) / 2.0;
        }

        return (sum - strange.Length * (strange.Length + 1.0) / 2) / ((double)known.Length * strange.Length);
    }

    /// <summary>Accuracy of what remains when the most uncertain share of the pictures is rejected.</summary>
    public static double AccuracyAfterRejecting(double share, ReadOnlySpan<double> uncertainties, ReadOnlySpan<bool> right)
    {
        var (order, correct) = (uncertainties.ToArray(), right.ToArray());
        Array.Sort(order, correct);
        var kept = Math.Max(1, correct.Length - (int)(share * correct.Length));
        return correct.Take(kept).Count(static one => one) / (double)kept;
    }
}
