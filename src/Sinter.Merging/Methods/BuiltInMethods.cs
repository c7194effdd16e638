using System.Collections.Immutable;

namespace Sinter.Merging;

/// <summary>The list of Sinter's merge methods: a new one gets a line here.</summary>
internal static class BuiltInMethods
{
    public static ImmutableArray<MergeMethod> All { get; } = Sorted(
        new ArceeFusion(),
        new Breadcrumbs(),
        new BreadcrumbsTies(),
        new ConsensusMerging(),
        new DareLinear(),
        new DareTies(),
        new Della(),
        new DellaLinear(),
        new Doge(),
        new EmrMerging(),
        new Expo(),
        new FisherMerging(),
        new IsoC(),
        new IsoCts(),
        new Karcher(),
        new Linear(),
        new MagMax(),
        new MetaGpt(),
        new ModelStock(),
        new MultiSlerp(),
        new NearSwap(),
        new NuSlerp(),
        new Opcm(),
        new Passthrough(),
        new PcbMerging(),
        new Ram(),
        new RamPlus(),
        new Sce(),
        new RegMean(),
        new SimpleAverage(),
        new Slerp(),
        new TaskArithmetic(),
        new Ties(),
        new TrustRegion(),
        new TsvM(),
        new Wudi());

    private static ImmutableArray<MergeMethod> Sorted(params MergeMethod[] methods) =>
        [.. methods.OrderBy(static method => method.Declaration.Name, StringComparer.Ordinal)];
}
