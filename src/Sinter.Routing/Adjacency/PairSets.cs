using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>For every anchor its positive set M⁺ and its negative set M⁻, with the scores d of the pairs.</summary>
public sealed class PairSets
{
    private readonly int[] _starts;
    private readonly Pair[] _pairs;

    private PairSets(int[] starts, Pair[] pairs) => (_starts, _pairs) = (starts, pairs);

    /// <summary>Anchors: all samples.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Anchors that have positives and negatives: only those count in the loss.</summary>
    public int Complete => Enumerable.Range(0, Count).Count(IsComplete);

    /// <summary>The pairs of an anchor.</summary>
    public ReadOnlySpan<Pair> this[int anchor] => _pairs.AsSpan(_starts[anchor], _starts[anchor + 1] - _starts[anchor]);

    /// <summary>Splits the neighbours by their scores.</summary>
    /// <param name="neighbourhoods">Samples and neighbours.</param>
    /// <param name="scores">d of each pair, in the order of the neighbourhoods.</param>
    /// <param name="options">Where the line is.</param>
    public static PairSets Split(Neighbourhoods neighbourhoods, ReadOnlySpan<double> scores, ThresholdOptions options)
    {
        ArgumentNullException.ThrowIfNull(neighbourhoods);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Quantile is not (>= 0 and <= 1)) throw new RoutingException(RoutingError.InvalidOption, $"The threshold's quantile is {options.Quantile}; expected 0 to 1.");
        var global = options.Epsilon ?? (options.Kind == ThresholdKind.Anchor ? 0 : Quantile(scores, options.Quantile));
        var starts = new int[neighbourhoods.Count + 1];
        var pairs = new Pair[neighbourhoods.PairCount];
        for (var i = 0; i < neighbourhoods.Count; i++)
        {
            var neighbours = neighbourhoods[i];
            var at = neighbourhoods.Start(i);
            var own = scores.Slice(at, neighbours.Length);
            starts[i + 1] = at + own.Length;
            var epsilon = options.Kind == ThresholdKind.Anchor && options.Epsilon is null ? Quantile(own, options.Quantile) : global;
            for (var k = 0; k < own.Length; k++) pairs[at + k] = new Pair(neighbours[k], own[k] < epsilon, own[k]);
            if (options.Kind != ThresholdKind.GlobalWithGuard || own.Length < 2) continue;
            var (lowest, highest) = (0, own.Length - 1);
            for (var k = 0; k < own.Length; k++)
            {
                if (own[k] < own[lowest]) lowest = k;
                if (own[k] > own[highest]) highest = k;
            }

            pairs[at + lowest] = pairs[at + lowest] with { Positive = true };
            if (highest != lowest) pairs[at + highest] = pairs[at + highest] with { Positive = false };
        }

        return new PairSets(starts, pairs);
    }

    /// <summary>The ablation −ADS: all neighbours positive, and as many random other samples negative.</summary>
    public static PairSets WithoutDiscrepancy(Neighbourhoods neighbourhoods, long seed)
    {
        ArgumentNullException.ThrowIfNull(neighbourhoods);
        var count = neighbourhoods.Count;
        var starts = new int[count + 1];
        var pairs = new List<Pair>(2 * neighbourhoods.PairCount);
        for (var i = 0; i < count; i++)
        {
            var random = new Philox(seed, "random negatives", "", i);
            HashSet<int> taken = [i, .. neighbourhoods[i]];
            var wanted = Math.Min(neighbourhoods[i].Length, count - taken.Count);
            foreach (var k in neighbourhoods[i]) pairs.Add(new Pair(k, true, 0));
            for (var draw = 0L; wanted > 0; draw++)
            {
                var k = (int)((ulong)random.Bits(draw) * (ulong)count >> 32);
                if (!taken.Add(k)) continue;
                pairs.Add(new Pair(k, false, 0));
                wanted--;
            }

            starts[i + 1] = pairs.Count;
        }

        return new PairSets(starts, [.. pairs]);
    }

    /// <summary>Whether the anchor has both sets.</summary>
    internal bool IsComplete(int anchor)
    {
        var positives = 0;
        foreach (var pair in this[anchor]) positives += pair.Positive ? 1 : 0;
        return positives > 0 && positives < this[anchor].Length;
    }

    // Linear between the two places around it, as numpy does.
    private static double Quantile(ReadOnlySpan<double> scores, double quantile)
    {
        if (scores.IsEmpty) return 0;
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        var place = quantile * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
