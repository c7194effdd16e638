using System.Collections.Immutable;

namespace Sinter.Tensors;

/// <summary>The dimensions of a tensor, row-major. No dimensions: a scalar with one element.</summary>
public sealed class TensorShape : IEquatable<TensorShape>
{
    /// <summary>Wraps dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public TensorShape(params ReadOnlySpan<long> dimensions)
    {
        var count = 1L;
        foreach (var dimension in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
            count = checked(count * dimension);
        }

        Dimensions = [.. dimensions];
        Count = count;
    }

    /// <summary>Sizes, outermost first.</summary>
    public ImmutableArray<long> Dimensions { get; }

    /// <summary>Number of elements; 1 for a scalar, 0 if any dimension is 0.</summary>
    public long Count { get; }

    /// <summary>Number of dimensions.</summary>
    public int Rank => Dimensions.Length;

    /// <summary>Size of dimension <paramref name="index"/>.</summary>
    public long this[int index] => Dimensions[index];

    /// <inheritdoc/>
    public bool Equals(TensorShape? other) => other is not null && Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dimension in Dimensions) hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>For example <c>[768, 3072]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Dimensions)}]";
}
