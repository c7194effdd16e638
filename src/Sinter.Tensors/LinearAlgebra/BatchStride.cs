namespace Sinter.Tensors;

/// <summary>Distance, in elements, between the matrices of a two-level batch (for attention: image and head).</summary>
/// <param name="Outer">From one outer index to the next.</param>
/// <param name="Inner">From one inner index to the next.</param>
public readonly record struct BatchStride(long Outer, long Inner)
{
    internal long At(int outer, int inner) => outer * Outer + inner * Inner;
}
