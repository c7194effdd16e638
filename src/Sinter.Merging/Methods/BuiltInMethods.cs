using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>The list of Sinter's merge methods: a new one gets a line here.</summary>
internal static class BuiltInMethods
{
    public static ImmutableArray<MergeMethod> All { get; } = Sorted(
        new ConsensusMerging(),
        new EmrMerging(),
        new Expo(),
        new FisherMerging(),
        new MagMax(),
        new MetaGpt(),
        new PcbMerging(),
        new SimpleAverage(),
        new TaskArithmetic(),
        new TrustRegion());

    private static ImmutableArray<MergeMethod> Sorted(params MergeMethod[] methods) =>
        [.. methods.OrderBy(static method => method.Declaration.Name, StringComparer.Ordinal)];
}
