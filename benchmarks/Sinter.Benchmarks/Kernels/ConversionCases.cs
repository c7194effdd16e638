using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

internal static class ConversionCases
{
    private const int Count = 8192;

    public static IEnumerable<KernelCase> All()
    {
        ElementType[] types = [ElementType.F32, ElementType.BF16, ElementType.F16, ElementType.F8E4M3, ElementType.F8E5M2, ElementType.F64];
        foreach (var type in types)
        {
            var floats = Numbers.Normal(Count, 1);
            var bytes = new NativeBuffer<byte>(Count * type.Size());
            ElementConversion.FromSingle(type, floats.Span, bytes.Span);
            yield return new($"convert {type.Name()} to float32", Count, () => ElementConversion.ToSingle(type, bytes.Span, floats.Span));
            yield return new($"convert float32 to {type.Name()}", Count, () => ElementConversion.FromSingle(type, floats.Span, bytes.Span));
        }
    }
}
