using System.Collections.Immutable;

namespace Sinter.Learning;

/// <summary>Which tensors share one coefficient for a task: all, those of a layer, or each its own.</summary>
public sealed class CoefficientGroups
{
    private readonly ImmutableArray<ImmutableArray<int>> _groups;

    private CoefficientGroups(WeightLayout layout, int count, Func<WeightPart, int> group)
    {
        Layout = layout;
        Count = count;
        _groups = [.. layout.Slots.Select(slot => slot.Parts.Select(group).ToImmutableArray())];
    }

    /// <summary>The tensors.</summary>
    public WeightLayout Layout { get; }

    /// <summary>G, the number of groups.</summary>
    public int Count { get; }

    /// <summary>One coefficient a task for all tensors (task-wise).</summary>
    public static CoefficientGroups ByTask(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new CoefficientGroups(layout, 1, static _ => 0);
    }

    /// <summary>One coefficient a task for each layer: the embeddings, each block, what follows (see <see cref="WeightPart.Layer"/>).</summary>
    public static CoefficientGroups ByLayer(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new CoefficientGroups(layout, layout.Parts.Max(static part => part.Layer) + 1, static part => part.Layer);
    }

    /// <summary>One coefficient a task for each tensor (AdaMerging's layer-wise), in the order of <see cref="WeightLayout.Parts"/>.</summary>
    public static CoefficientGroups ByTensor(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var places = layout.Parts.Select(static (part, i) => (part.Name, i)).ToDictionary(static pair => pair.Name, static pair => pair.i);
        return new CoefficientGroups(layout, places.Count, part => places[part.Name]);
    }

    /// <summary>The group of a slot's part.</summary>
    internal int Of(WeightSlot slot, int part) => _groups[slot.Index][part];
}
