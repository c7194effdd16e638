using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>What a part of a task holds, for people and for run cards.</summary>
/// <param name="Name">The set's name, for example <c>gtsrb/test</c>.</param>
/// <param name="Count">Pictures.</param>
/// <param name="Shape">Their size; null where they are not of one size that is known.</param>
/// <param name="Classes">Classes; 0 for unlabelled pictures.</param>
/// <param name="FewestOfAClass">Pictures of the class with the fewest.</param>
/// <param name="MostOfAClass">Pictures of the class with the most.</param>
/// <param name="Missing">Classes without a picture.</param>
/// <param name="Sha256">The set's hash, see <see cref="ImageSetHash"/>.</param>
public sealed record SplitSummary(string Name, int Count, ImageShape? Shape, int Classes, int FewestOfAClass, int MostOfAClass, ImmutableArray<string> Missing, string Sha256)
{
    /// <summary>Looks at every picture of a set.</summary>
    /// <exception cref="DatasetException">A picture is missing or damaged.</exception>
    public static SplitSummary Of(ImageSet set) => Of(set, null);

    internal static SplitSummary Of(ImageSet set, ICollection<UInt128>? pictures)
    {
        ArgumentNullException.ThrowIfNull(set);
        var counts = new int[set.Classes.Length];
        foreach (var label in set.Labels) counts[label]++;
        return new SplitSummary(
            set.Name, set.Count, set.Shape, set.Classes.Length, counts.DefaultIfEmpty().Min(), counts.DefaultIfEmpty().Max(),
            [.. set.Classes.Where((_, label) => counts[label] == 0)], ImageSetHash.Compute(set, pictures));
    }
}
