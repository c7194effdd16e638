using Sinter.Tensors;

namespace Sinter.Benchmarks.Kernels;

/// <summary>Reproducible numbers in aligned memory.</summary>
internal static class Numbers
{
    public static NativeBuffer<float> Normal(int count, int seed, double spread = 1)
    {
        var buffer = new NativeBuffer<float>(count);
        var random = new Random(seed);
        foreach (ref var value in buffer.Span)
            value = (float)(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return buffer;
    }

    /// <summary>Differences of bfloat16 weights, as a fine-tuned model has them: few distinct values.</summary>
    public static NativeBuffer<float> BFloat16Differences(int count, int seed)
    {
        using var weights = Normal(count, seed, 0.02);
        var changes = Normal(count, seed + 1, 0.0003);
        for (var i = 0; i < count; i++) changes.Span[i] = (float)(BFloat16)(weights.Span[i] + changes.Span[i]) - (float)(BFloat16)weights.Span[i];
        return changes;
    }
}
