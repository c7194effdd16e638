namespace Sinter.Tensors.Tests;

/// <summary>Numbers of the kinds that kernels meet, reproducible.</summary>
internal static class Samples
{
    /// <summary>Normal numbers of a spread.</summary>
    public static float[] Normal(int count, int seed, double spread = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = (float)(spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }

    /// <summary>Task vectors of bfloat16 weights: differences of rounded numbers, many of them equal or zero.</summary>
    public static float[] BFloat16Differences(int count, int seed)
    {
        var weights = Normal(count, seed, 0.02);
        var changes = Normal(count, seed + 1, 0.0003);
        return [.. weights.Zip(changes, static (weight, change) => (float)(BFloat16)(weight + change) - (float)(BFloat16)weight)];
    }

    /// <summary>Any bits at all: NaN, infinities, denormals ...</summary>
    public static float[] AnyBits(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)))];
    }

    /// <summary>A few values, each often.</summary>
    public static float[] FewValues(int count, int seed, params float[] values)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => values[random.Next(values.Length)])];
    }
}
