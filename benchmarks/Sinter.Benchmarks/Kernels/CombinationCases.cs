using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

/// <summary>B + Σ c (W − B) for three models, all streams together in the second-level cache.</summary>
internal static unsafe class CombinationCases
{
    private const int Count = 1 << 16;
    private const int Models = 3;

    public static IEnumerable<KernelCase> All() =>
    [
        Stored(ElementType.BF16, Count),
        Stored(ElementType.F16, Count),
        Stored(ElementType.F32, Count / 2),
        Differences(ElementType.BF16),
    ];

    private static KernelCase Differences(ElementType type)
    {
        const int Length = 8192;
        var stored = new NativeBuffer<byte>((Models + 1) * Length * type.Size());
        var slots = new NativeBuffer<float>((Models + 1) * Length);
        nint[] models = [.. Enumerable.Range(1, Models).Select(model => (nint)(stored.Pointer + (model * Length * type.Size())))];
        return new($"form 3 task vectors of {type.Name()}", Length, () => TaskVectorKernel.Fill(type, stored.Pointer, models, Length, slots.Pointer, Length));
    }

    private static KernelCase Stored(ElementType type, int count)
    {
        var streams = new NativeBuffer<byte>[Models + 2];
        for (var stream = 0; stream < streams.Length; stream++)
        {
            using var values = Numbers.Normal(count, stream);
            streams[stream] = new(count * type.Size());
            ElementConversion.FromSingle(type, values.Span, streams[stream].Span);
        }

        nint[] inputs = [(nint)streams[1].Pointer, (nint)streams[2].Pointer, (nint)streams[3].Pointer];
        float[] coefficients = [0.3f, 0.4f, 0.2f];
        return new($"combine base + 3 task vectors, {type.Name()} to {type.Name()}", count, () =>
            LinearCombination.CombineStored(type, streams[0].Pointer, 1, subtract: true, inputs, coefficients, streams[4].Pointer, count));
    }
}
