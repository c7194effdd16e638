using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sinter.Learning;

/// <summary>Which tensors a network has and where each lies in one block of memory. Weights, gradients, moments and task vectors of a network all share it.</summary>
public sealed class WeightLayout
{
    private readonly Dictionary<string, WeightPart> _byName;

    internal WeightLayout(ImmutableArray<WeightSlot> slots, long count)
    {
        Slots = slots;
        Count = count;
        Parts = [.. slots.SelectMany(static slot => slot.Parts)];
        _byName = Parts.ToDictionary(static part => part.Name, StringComparer.Ordinal);
    }

    /// <summary>The named tensors in the order of memory.</summary>
    public ImmutableArray<WeightPart> Parts { get; }

    /// <summary>Elements of the whole block, gaps for alignment included.</summary>
    public long Count { get; }

    /// <summary>Elements that are parameters.</summary>
    public long ParameterCount => Parts.Sum(static part => part.Count);

    internal ImmutableArray<WeightSlot> Slots { get; }

    /// <summary>Finds a tensor by its name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightPart? part) => _byName.TryGetValue(name, out part);

    /// <summary>Whether the other layout has the same names and shapes in the same order, so that blocks can be combined element by element.</summary>
    public bool Matches(WeightLayout other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(this, other) || Parts.SequenceEqual(other.Parts);
    }
}
