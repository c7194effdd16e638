using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>The pictures of a set that can be read, where a large folder holds a few that cannot.</summary>
public static class ReadableImages
{
    /// <summary>Decodes every picture and leaves out the damaged, the missing and those of an unknown kind.</summary>
    /// <returns>The rest, and what was wrong with each that was left out, in the set's order; the set itself if nothing was.</returns>
    /// <exception cref="DatasetException">None can be read, or libturbojpeg is not installed.</exception>
    public static (ImageSet Readable, ImmutableArray<string> Skipped) Of(ImageSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var problems = new string?[set.Count];
        InOrder.Run(set.Count, index =>
        {
            try
            {
                set.Read(index);
            }
            catch (DatasetException exception) when (exception.Error is not DatasetError.MissingLibrary)
            {
                problems[index] = exception.Message;
            }
        });
        ImmutableArray<string> skipped = [.. problems.OfType<string>()];
        if (skipped.IsEmpty) return (set, skipped);
        if (skipped.Length == set.Count) throw new DatasetException(DatasetError.Empty, $"{set.Name}: none of the {set.Count} pictures can be read; the first: {skipped[0]}");
        return (set.Subset(Enumerable.Range(0, set.Count).Where(index => problems[index] is null)), skipped);
    }
}
