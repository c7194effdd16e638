namespace Sinter.Learning;

/// <summary>Chooses between the ways to compute a routed linear layer.</summary>
internal static class RoutingCost
{
    // Per weight and sample, in units of one multiply-add of a large product: what packing a merged weight costs beside the product, and merging one task's share of it.
    private const double PackCost = 10;
    private const double MergeCost = 2;

    // Products of one sample are small and run somewhat slower.
    private const double SmallProductCost = 1.15;

    /// <param name="wanted">What the caller asked for.</param>
    /// <param name="layer">The layer's size.</param>
    /// <param name="tokensPerSample">Rows of x for each sample.</param>
    /// <param name="tasks">K.</param>
    /// <param name="innerColumns">K r, summed over the layer's parts; 0 without factors.</param>
    public static RoutingStrategy Choose(RoutingStrategy wanted, LinearLayer layer, int tokensPerSample, int tasks, int innerColumns)
    {
        if (wanted != RoutingStrategy.Automatic && (wanted != RoutingStrategy.Factors || innerColumns > 0)) return wanted;
        var merge = SmallProductCost * tokensPerSample + PackCost + MergeCost * tasks;
        var sum = (tasks + 1.0) * tokensPerSample;
        var best = merge < sum ? RoutingStrategy.Merge : RoutingStrategy.Sum;
        if (innerColumns == 0) return best;
        var parts = layer.Weight.Parts.Length;
        var factors = tokensPerSample * (1 + innerColumns * (layer.Inputs + (double)layer.Outputs / parts) / ((double)layer.Inputs * layer.Outputs));
        return factors < Math.Min(merge, sum) ? RoutingStrategy.Factors : best;
    }
}
