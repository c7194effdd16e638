using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>The list of Sinter's task-vector transforms: a new one gets a line here.</summary>
internal static class BuiltInTransforms
{
    public static ImmutableArray<TaskVectorTransform> All { get; } = [];
}
