using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

/// <summary>Exact thresholds and quantiles, in blocks as a merge shows them.</summary>
internal static class SelectionCases
{
    private const int Count = 1 << 20;
    private const int Block = 8192;

    public static IEnumerable<KernelCase> All()
    {
        foreach (var (name, values) in new[] { ("normal", Numbers.Normal(Count, 1, 1e-3)), ("bfloat16 differences", Numbers.BFloat16Differences(Count, 1)) })
        {
            yield return new($"select top 20 % of {name}", Count, () => TopFifth(values));
            yield return new($"select top half of {name}, with a sample", Count, () => TopHalf(values));
            yield return new($"select quartiles of {name}", Count, () => Quartiles(values));
            yield return new($"select top 20 % of a small tensor of {name}", Block, () => MagnitudeSelection.KthLargest(values.Slice(0, Block), Block / 5));
        }
    }

    private static void TopFifth(NativeBuffer<float> values)
    {
        using var selection = new MagnitudeSelection(Count, [Count / 5], Count / Block, 1);
        while (selection.NeedsPass)
        {
            for (var block = 0; block < Count / Block; block++) selection.Accumulate(block, 0, values.Slice(block * Block, Block));
            selection.CompletePass();
        }
    }

    private static void TopHalf(NativeBuffer<float> values)
    {
        using var selection = new MagnitudeSelection(Count, [Count / 2], Count / Block, 1);
        for (var piece = 0; piece < MagnitudeSample.Pieces; piece++)
            selection.Sample(piece, values.Slice(MagnitudeSample.Offset(Count, piece), MagnitudeSample.PieceLength(Count)));
        while (selection.NeedsPass)
        {
            for (var block = 0; block < Count / Block; block++) selection.Accumulate(block, 0, values.Slice(block * Block, Block));
            selection.CompletePass();
        }
    }

    private static void Quartiles(NativeBuffer<float> values)
    {
        using var statistics = new OrderStatistics(Count, [0.25, 0.5, 0.75], 1);
        while (statistics.NeedsPass)
        {
            for (var block = 0; block < Count / Block; block++) statistics.Accumulate(0, values.Slice(block * Block, Block));
            statistics.CompletePass();
        }
    }
}
