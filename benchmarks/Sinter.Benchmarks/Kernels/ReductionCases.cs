using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

internal static class ReductionCases
{
    private const int Count = 8192;

    public static IEnumerable<KernelCase> All() => Sums().Append(Gram(3)).Append(Gram(8));

    private static unsafe KernelCase Gram(int vectors)
    {
        var values = Numbers.Normal(vectors * Count, 3);
        var addresses = new nint[vectors];
        for (var k = 0; k < vectors; k++) addresses[k] = (nint)(values.Pointer + (k * Count));
        var dots = new double[GramSums.Length(vectors)];
        return new($"reduce all {dots.Length} dot products of {vectors} vectors", Count, () =>
        {
            GramSums.Fill(addresses, Count, dots);
            GC.KeepAlive(values);
        });
    }

    private static IEnumerable<KernelCase> Sums()
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
