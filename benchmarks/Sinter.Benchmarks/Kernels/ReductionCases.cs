using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

internal static class ReductionCases
{
    private const int Count = 8192;

    public static IEnumerable<KernelCase> All()
    {
        var (a, b) = (Numbers.Normal(Count, 1), Numbers.Normal(Count, 2));
        yield return new("reduce dot product in double", Count, () => BlockSums.Dot(a.Span, b.Span));
        yield return new("reduce sum of squares in double", Count, () => BlockSums.OfSquares(a.Span));
        yield return new("reduce sum of magnitudes in double", Count, () => BlockSums.OfMagnitudes(a.Span));
        yield return new("reduce dot product in float32 (TensorPrimitives)", Count, () => TensorPrimitives.Dot<float>(a.Span, b.Span));
        yield return new("reduce finite check", Count, () => FiniteCheck.AllWithin(a.Span, float.MaxValue));
        yield return new("reduce finite check (TensorPrimitives)", Count, () => TensorPrimitives.IsFiniteAll<float>(a.Span));
    }
}
