using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>Which pictures a seeded split gives to which part.</summary>
internal static class StratifiedSplit
{
    /// <summary>The numbers of the first and the second part, ascending; the second gets the fraction of every class, at least one of two.</summary>
    /// <param name="labels">The class of every picture; all the same for pictures without labels.</param>
    /// <param name="fraction">Between 0 and 1.</param>
    /// <param name="seed">Which split.</param>
    public static (ImmutableArray<int> First, ImmutableArray<int> Second) Of(ImmutableArray<int> labels, double fraction, long seed)
    {
        if (!(fraction > 0 && fraction < 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A split's fraction lies between 0 and 1.");
        var random = new Philox(seed, "split");
        var chosen = new bool[labels.Length];
        foreach (var group in Enumerable.Range(0, labels.Length).GroupBy(index => labels[index]))
        {
            var members = group.OrderBy(index => random.Bits(index)).ThenBy(static index => index).ToList();
            var share = members.Count < 2 ? 0 : Math.Clamp((int)Math.Round(fraction * members.Count, MidpointRounding.AwayFromZero), 1, members.Count - 1);
            foreach (var index in members.Take(share)) chosen[index] = true;
        }

        var numbers = Enumerable.Range(0, labels.Length).ToLookup(index => chosen[index]);
        return ([.. numbers[false]], [.. numbers[true]]);
    }
}
