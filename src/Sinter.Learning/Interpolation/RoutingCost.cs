namespace Sinter.Learning;

/// <summary>Chooses between the ways to compute a routed linear layer.</summary>
internal static class RoutingCost
{
    // Per weight and sample, in units of one multiply-add of a large product: what packing a merged weight costs beside the product, and merging one task's share of it.
    private const double PackCost = 30;
    private const double MergeCost = 2;

    // Products of one sample are small and run somewhat slower.
    private const double SmallProductCost = 1.15;

    public static RoutingStrategy Choose(RoutingStrategy wanted, int tokensPerSample, int tasks)
    {
        if (wanted != RoutingStrategy.Automatic) return wanted;
        var merge = SmallProductCost * tokensPerSample + PackCost + MergeCost * tasks;
        var sum = (tasks + 1.0) * tokensPerSample;
        return merge < sum ? RoutingStrategy.Merge : RoutingStrategy.Sum;
    }
}
