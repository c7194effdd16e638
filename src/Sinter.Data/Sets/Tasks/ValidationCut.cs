using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Which training pictures become validation pictures.</summary>
internal sealed record ValidationCut(IReadOnlyList<int> Train, IReadOnlyList<int> Validation, string Note)
{
    public static ValidationCut Of(ImmutableArray<int> labels, TaskOptions options)
    {
        var percent = $"{100 * options.ValidationFraction:0.##} % of train";
        if (options.ValidationSeed is { } seed) return Seeded(seed, $"{percent}, by class, seed {seed}");
        var kept = labels.Length - Math.Max(1, (int)(options.ValidationFraction * labels.Length));
        if (IsOrderedByClass(labels)) return Seeded(0, $"{percent}, by class, seed 0 (train is ordered by class)");
        return new ValidationCut([.. Enumerable.Range(0, kept)], [.. Enumerable.Range(kept, labels.Length - kept)], $"last {percent}");

        ValidationCut Seeded(long key, string note)
        {
            var (train, validation) = StratifiedSplit.Of(labels, options.ValidationFraction, key);
            return new ValidationCut(train, validation, note);
        }
    }

    // the end of such a list would hold one class, or a few
    private static bool IsOrderedByClass(ImmutableArray<int> labels)
    {
        var (classes, changes) = (labels.Distinct().Count(), labels.Zip(labels.Skip(1)).Count(static pair => pair.First != pair.Second));
        return classes > 1 && changes < classes;
    }
}
