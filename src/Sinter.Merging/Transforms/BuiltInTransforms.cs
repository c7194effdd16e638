using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>The list of Sinter's task-vector transforms: a new one gets a line here.</summary>
internal static class BuiltInTransforms
{
    public static ImmutableArray<TaskVectorTransform> All { get; } = Sorted(
        new BreadcrumbsPruning(),
        new DarePruning(),
        new LowRankPruning(),
        new LwPtv(),
        new MagnitudePruning());

    private static ImmutableArray<TaskVectorTransform> Sorted(params TaskVectorTransform[] transforms) =>
        [.. transforms.OrderBy(static transform => transform.Declaration.Name, StringComparer.Ordinal)];
}
