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
        if (labels.Take(kept).Distinct().Count() < labels.Distinct().Count())
            return Seeded(0, $"{percent}, by class, seed 0 (train is ordered by class: its end would hold whole classes)");
        return new ValidationCut([.. Enumerable.Range(0, kept)], [.. Enumerable.Range(kept, labels.Length - kept)], $"last {percent}");

        ValidationCut Seeded(long key, string note)
        {
            var (train, validation) = StratifiedSplit.Of(labels, options.ValidationFraction, key);
            return new ValidationCut(train, validation, note);
        }
    }
}
