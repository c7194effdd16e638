using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Named tensors that lie side by side in memory and are used as one: query, key and value weights [d, d] make one matrix [3d, d], so that one product serves
/// all three. Most slots have one part.
/// </summary>
internal sealed class WeightSlot
{
    public WeightSlot(int index, TensorShape shape, ImmutableArray<WeightPart> parts)
    {
        Index = index;
        Shape = shape;
        Parts = parts;
    }

    /// <summary>Place in <see cref="WeightLayout.Slots"/>.</summary>
    public int Index { get; }

    /// <summary>Shape as used: [outputs, inputs] of a matrix.</summary>
    public TensorShape Shape { get; }

    public ImmutableArray<WeightPart> Parts { get; }

    public long Offset => Parts[0].Offset;

    public long Count => Shape.Count;

    /// <summary>For messages: the name of the first part.</summary>
    public override string ToString() => Parts[0].Name;
}
