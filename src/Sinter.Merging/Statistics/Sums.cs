using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Sums over a block of float32, accumulated in double; the order of additions depends on the block's length alone.</summary>
internal static class Sums
{
    /// <summary>Σ a[i]·b[i].</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => BlockSums.Dot(a, b);

    /// <summary>Σ a[i]².</summary>
    public static double OfSquares(ReadOnlySpan<float> a) => BlockSums.OfSquares(a);

    /// <summary>Σ |a[i]|.</summary>
    public static double OfMagnitudes(ReadOnlySpan<float> a) => BlockSums.OfMagnitudes(a);
}
