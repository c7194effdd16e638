using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A block whose inputs are still as stored, all of one type, for kernels that widen and subtract while they work. Lives only during the call it is passed to.</summary>
internal readonly unsafe ref struct StoredBlock
{
    public StoredBlock(Block place, ElementType type, byte* origin, ReadOnlySpan<nint> models)
    {
        Place = place;
        Type = type;
        Origin = origin;
        Models = models;
    }

    /// <summary>Where it lies, with scratch space; what it says the base and the models are is arbitrary.</summary>
    public Block Place { get; }

    /// <summary>Type of the base, the models and the result: one that <see cref="LinearCombination.Stores"/>.</summary>
    public ElementType Type { get; }

    /// <summary>Address of the base's elements.</summary>
    public byte* Origin { get; }

    /// <summary>Address of each model's elements, or of the only one's.</summary>
    public ReadOnlySpan<nint> Models { get; }

    /// <summary>Whether all task vectors are known to be finite, so that a kernel need not find out.</summary>
    public bool IsFinite { get; init; }

    /// <summary>Number of elements.</summary>
    public int Length => Place.Length;
}
