using Sinter.Merging;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

internal static unsafe class RandomCases
{
    private const int Count = 8192;

    public static IEnumerable<KernelCase> All()
    {
        var values = new NativeBuffer<float>(Count);
        var philox = new Philox(1, "benchmark");
        var twister = new Mt19937(1);
        yield return new("random philox uniform", Count, () => philox.FillUniform(4096, values.Span));
        var (bits, words) = (new uint[Count], new uint[KeptBits.Words(Count)]);
        yield return new("random philox bits", Count, () => philox.FillBits(4096, bits));
        yield return new("random choice with a probability", Count, () => new BernoulliBits(0.3).Fill(philox, philox, 4096, Count, words));
        yield return new("random drop and rescale", Count, () => KeptBits.Apply(values.Span, words, 1));
        yield return new("random sums of all and of the kept", Count, () => KeptSums.OfMagnitudes(values.Span, words));
        yield return new("random sums of all and of the kept, differences of BF16", Count, StoredSums(words));
        yield return new("random philox normal", Count, () => philox.FillNormal(4096, values.Span));
        yield return new("random mt19937 uniform", Count, () => twister.FillUniform(values.Span));
        yield return new("random mt19937 skip", Count, () => twister.Skip(Count));
    }

    private static Action StoredSums(uint[] kept)
    {
        var stored = new NativeBuffer<byte>(2 * Count * sizeof(ushort));
        for (var stream = 0; stream < 2; stream++)
        {
            using var values = Numbers.Normal(Count, stream);
            ElementConversion.FromSingle(ElementType.BF16, values.Span, stored.Slice(stream * Count * sizeof(ushort), Count * sizeof(ushort)));
        }

        return () => KeptSums.OfMagnitudes(ElementType.BF16, stored.Pointer, stored.Pointer + (Count * sizeof(ushort)), Count, kept);
    }
}
