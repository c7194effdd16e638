namespace Sinter.Evaluation;

/// <summary>Figures of one cell, with every picture counted as often as one says. Sorting is done once.</summary>
internal sealed class CellFigures
{
    private readonly Dictionary<string, (float[] Values, int[] Owners, int[] Places, bool[] Strange)> _orders = [];

    public CellFigures(StudyCell cell)
    {
        Cell = cell;
        Once = PictureCounts.Once(cell);
    }

    public StudyCell Cell { get; }

    /// <summary>Every picture once.</summary>
    public PictureCounts Once { get; }

    /// <summary>Mean over tasks of the share of right classes under a condition.</summary>
    public double Accuracy(string condition, PictureCounts counts) => Average(Cell.Seen[condition], counts.Seen, static scores => scores.Right);

    /// <summary>The same over the unseen tasks.</summary>
    public double Unseen(PictureCounts counts) => Average(Cell.Unseen, counts.Unseen, static scores => scores.Right);

    /// <summary>The lowest of the tasks' accuracies.</summary>
    public double Worst(string condition, PictureCounts counts) => Cell.Seen[condition].Select((scores, t) => Share(scores.Right, counts.Seen[t])).Min();

    /// <summary>Share of right tasks when nobody says which it is.</summary>
    public double RightTask(string condition, PictureCounts counts) => Average(Cell.Seen[condition], counts.Seen, static scores => scores.Found is { } found ? [found] : []);

    /// <summary>Share of pictures whose task and class are right then.</summary>
    public double UnknownTask(string condition, PictureCounts counts) => Average(Cell.Seen[condition], counts.Seen, static scores => scores.RightUnknown is { } right ? [right] : []);

    /// <summary>The chance that a picture of an unseen task is more uncertain than a clean one of a seen task.</summary>
    public double UnseenAuroc(int task, PictureCounts counts) => Auroc($"unseen {task}", [Cell.Unseen[task]], [counts.Unseen[task]], counts);

    /// <summary>The mean of these over the unseen tasks.</summary>
    public double MeanUnseenAuroc(PictureCounts counts) => Cell.Unseen.Count == 0 ? double.NaN : Enumerable.Range(0, Cell.Unseen.Count).Average(task => UnseenAuroc(task, counts));

    /// <summary>The chance that a corrupted picture of a seen task is more uncertain than a clean one.</summary>
    public double CorruptedAuroc(string condition, PictureCounts counts) => Auroc(condition, Cell.Seen[condition], counts.Seen, counts);

    /// <summary>Share of right classes, over all clean pictures alike, when the most uncertain share is rejected.</summary>
    public double AfterRejecting(double share, PictureCounts counts)
    {
        var clean = Cell.Seen[StudyPictures.Conditions[0]];
        if (clean.Any(static scores => scores.Uncertainty is null)) return double.NaN;
        var (_, owners, places, _) = Order("clean", clean, []);
        var all = counts.Seen.Sum(static one => one.Sum());
        var keep = Math.Max(1, all - (int)(share * all));
        var (kept, right) = (0, 0);
        for (var i = 0; i < places.Length && kept < keep; i++)
        {
            var taken = Math.Min(counts.Seen[owners[i]][places[i]], keep - kept);
            kept += taken;
            if (clean[owners[i]].Right[0].Values[places[i]]) right += taken;
        }

        return (double)right / kept;
    }

    private static double Average(IReadOnlyList<PictureScores> scores, IReadOnlyList<int[]> counts, Func<PictureScores, IReadOnlyList<Flags>> flags) =>
        scores.Count == 0 ? double.NaN : scores.Select((one, t) => Share(flags(one), counts[t])).Average();

    private static double Share(IReadOnlyList<Flags> flags, int[] counts)
    {
        if (flags.Count == 0) return double.NaN;
        var (right, all) = (0L, 0L);
        foreach (var one in flags)
        {
            for (var i = 0; i < counts.Length; i++)
            {
                all += counts[i];
                if (one.Values[i]) right += counts[i];
            }
        }

        return (double)right / all;
    }

    private double Auroc(string what, IReadOnlyList<PictureScores> strange, IReadOnlyList<int[]> strangeCounts, PictureCounts counts)
    {
        var clean = Cell.Seen[StudyPictures.Conditions[0]];
        if (clean.Concat(strange).Any(static scores => scores.Uncertainty is null)) return double.NaN;
        var (values, owners, places, isStrange) = Order(what, clean, strange);
        // Pairs in which the strange one is more uncertain; equal ones count half.
        var (below, won, known, others) = (0L, 0.0, 0L, 0L);
        for (int first = 0, end; first < values.Length; first = end)
        {
            var (level, strangers) = (0L, 0L);
            for (end = first; end < values.Length && values[end] == values[first]; end++)
            {
                if (isStrange[end]) strangers += strangeCounts[owners[end]][places[end]];
                else level += counts.Seen[owners[end]][places[end]];
            }

            won += strangers * (below + level / 2.0);
            below += level;
            (known, others) = (known + level, others + strangers);
        }

        return won / ((double)known * others);
    }

    // Pictures from the least uncertain to the most, which of the sets each is from, and its place there.
    private (float[] Values, int[] Owners, int[] Places, bool[] Strange) Order(string what, IReadOnlyList<PictureScores> clean, IReadOnlyList<PictureScores> strange)
    {
        if (_orders.TryGetValue(what, out var known)) return known;
        var all = new[] { (Sets: clean, IsStrange: false), (Sets: strange, IsStrange: true) }
            .SelectMany(static side => side.Sets.SelectMany((set, owner) => set.Uncertainty!.Select((u, place) => (Value: u, Owner: owner, Place: place, side.IsStrange))))
            .OrderBy(static picture => picture.Value)
            .ToList();
        return _orders[what] = (
            [.. all.Select(static one => one.Value)], [.. all.Select(static one => one.Owner)], [.. all.Select(static one => one.Place)], [.. all.Select(static one => one.IsStrange)]);
    }
}
