using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>The list of Sinter's merge methods: a new one gets a line here.</summary>
internal static class BuiltInMethods
{
    public static ImmutableArray<MergeMethod> All { get; } = Sorted(
        new TaskArithmetic());

    private static ImmutableArray<MergeMethod> Sorted(params MergeMethod[] methods) =>
        [.. methods.OrderBy(static method => method.Declaration.Name, StringComparer.Ordinal)];
}
