using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>
/// Which samples each step of stage 2 sees: from every task some anchors in shuffled order, each with a few of its positives and negatives, so that pairs meet in a batch; filled up with further samples of the
/// tasks. A function of the seed and the step. With no partners it is a plain mixed batch (for the memory bank).
/// </summary>
internal sealed class AnchorBatches
{
    private readonly (int[] Samples, int Size, BatchOrder Order)[] _lists;
    private readonly PairSets? _pairs;
    private readonly long _seed;
    private readonly int _partners;

    /// <param name="seed">The run's seed.</param>
    /// <param name="phase">Phases do not share an order.</param>
    /// <param name="lists">The samples of each task, and how many of them a batch has, its anchors' partners included.</param>
    /// <param name="pairs">Positives and negatives; null without contrast.</param>
    /// <param name="partners">Positives, and as many negatives, that an anchor brings.</param>
    public AnchorBatches(long seed, string phase, IEnumerable<(int Task, int[] Samples, int Size)> lists, PairSets? pairs, int partners)
    {
        (_seed, _pairs, _partners) = (seed, pairs, pairs is null ? 0 : partners);
        _lists = [.. lists.Select(list => (list.Samples, list.Size, new BatchOrder(seed, $"{phase} {list.Task}", list.Samples.Length, list.Size)))];
    }

    /// <summary>The samples of a step, each once, and the pairs among them.</summary>
    public int[] Samples(int step)
    {
        var chosen = new List<int>();
        var seen = new HashSet<int>();
        foreach (var (list, size, places) in _lists)
        {
            var order = new int[size];
            places.Fill(step, order);
            var left = size;
            foreach (var place in order)
            {
                if (left <= 0) break;
                var anchor = list[place];
                if (seen.Add(anchor)) chosen.Add(anchor);
                left--;
                if (_partners == 0 || left < 2) continue;
                foreach (var partner in Partners(anchor, step))
                {
                    if (left == 0) break;
                    if (!seen.Add(partner)) continue;
                    chosen.Add(partner);
                    left--;
                }
            }
        }

        return [.. chosen];
    }

    /// <summary>All pairs whose anchor is in the batch and whose partner is in it too, or in the bank; partners in the bank are numbered from the batch's size on, by sample.</summary>
    public static List<ContrastPair> Pairs(PairSets pairs, int[] batch, MemoryBank? bank)
    {
        var places = new Dictionary<int, int>(batch.Length);
        for (var i = 0; i < batch.Length; i++) places[batch[i]] = i;
        var result = new List<ContrastPair>();
        for (var i = 0; i < batch.Length; i++)
        {
            foreach (var pair in pairs[batch[i]])
            {
                if (places.TryGetValue(pair.Sample, out var place)) result.Add(new ContrastPair(i, place, pair.Positive, pair.Score));
                else if (bank is not null && bank.Has(pair.Sample)) result.Add(new ContrastPair(i, batch.Length + pair.Sample, pair.Positive, pair.Score));
            }
        }

        return result;
    }

    // As many random positives as negatives, one after the other.
    private IEnumerable<int> Partners(int anchor, int step)
    {
        var random = new Philox(_seed, "partners", "", ((long)step << 32) | (uint)anchor);
        int[] positives = [.. Shuffled(true)], negatives = [.. Shuffled(false)];
        for (var i = 0; i < _partners; i++)
        {
            if (i < positives.Length) yield return positives[i];
            if (i < negatives.Length) yield return negatives[i];
        }

        IEnumerable<int> Shuffled(bool positive) =>
            _pairs![anchor].ToArray().Where(pair => pair.Positive == positive).Select(static pair => pair.Sample).OrderBy(sample => random.Bits(sample)).ThenBy(static sample => sample);
    }
}
