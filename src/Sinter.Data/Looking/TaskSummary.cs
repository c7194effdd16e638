using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>What a task's parts hold, and whether they are apart.</summary>
/// <param name="Parts">The parts, in the order train, validation, test.</param>
/// <param name="Repeated">For each part, its pictures that occur, pixel for pixel, in a part before it: learned from and measured on.</param>
public sealed record TaskSummary(ImmutableArray<SplitSummary> Parts, ImmutableArray<int> Repeated)
{
    /// <summary>Looks at every picture of a task.</summary>
    /// <exception cref="DatasetException">A picture is missing or damaged.</exception>
    public static TaskSummary Of(ImageTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var (parts, repeated) = (ImmutableArray.CreateBuilder<SplitSummary>(), ImmutableArray.CreateBuilder<int>());
        HashSet<UInt128> seen = [];
        foreach (var part in task.Parts)
        {
            List<UInt128> pictures = [];
            parts.Add(SplitSummary.Of(task.Open(part), pictures));
            repeated.Add(pictures.Count(seen.Contains));
            seen.UnionWith(pictures);
        }

        return new TaskSummary(parts.DrainToImmutable(), repeated.DrainToImmutable());
    }
}
