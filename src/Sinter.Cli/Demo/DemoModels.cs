using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Cli;

/// <summary>
/// Small models for the demo, the same on every machine: a base of random layers, and models "fine-tuned" from it, each of which moved a fifth of the elements far and the rest
/// a little.
/// </summary>
internal static class DemoModels
{
    public const string BaseName = "base";

    private const int Layers = 4;
    private const int Width = 256;
    private const float LargeShare = 0.2f;

    /// <summary>Names of the fine-tuned models.</summary>
    public static IReadOnlyList<string> Names { get; } = ["math", "code", "chat"];

    /// <summary>Writes all models into a folder.</summary>
    public static void Write(string folder)
    {
        var weights = Enumerable.Range(0, Layers).Select(static layer => Normal("base", layer, 0.05f)).ToArray();
        Write(Path.Combine(folder, BaseName), weights);
        foreach (var name in Names) Write(Path.Combine(folder, name), [.. weights.Select((values, layer) => FineTuned(values, name, layer))]);
    }

    /// <summary>A recipe that merges them.</summary>
    public static string Recipe(string method, string parameters) =>
        $"merge_method: {method}\nbase_model: {BaseName}\nmodels:\n{string.Concat(Names.Select(static name => $"  - model: {name}\n"))}parameters: {parameters}\ndtype: bfloat16\n";

    private static void Write(string folder, float[][] layers)
    {
        Directory.CreateDirectory(folder);
        var infos = Enumerable.Range(0, layers.Length).Select(static layer => new TensorInfo($"layers.{layer}.weight", ElementType.BF16, new TensorShape(Width, Width))).ToArray();
        using var writer = SafetensorsWriter.Create(Path.Combine(folder, "model.safetensors"), infos);
        var bytes = new byte[infos[0].ByteLength];
        for (var layer = 0; layer < layers.Length; layer++)
        {
            ElementConversion.FromSingle(ElementType.BF16, layers[layer], bytes);
            writer.Write(infos[layer], 0, bytes);
        }

        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""{"model_type": "demo", "num_hidden_layers": {{Layers}}, "hidden_size": {{Width}}}""");
    }

    private static float[] FineTuned(float[] weights, string name, int layer)
    {
        var steps = Normal(name, layer, 0.002f);
        var chosen = Uniform($"{name} chosen", layer);
        var tuned = new float[weights.Length];
        for (var i = 0; i < tuned.Length; i++) tuned[i] = weights[i] + steps[i] * (chosen[i] < LargeShare ? 10 : 1);
        return tuned;
    }

    // Sums of four uniform numbers are close enough to normal.
    private static float[] Normal(string name, int layer, float deviation)
    {
        var sum = new float[Width * Width];
        for (var i = 0; i < 4; i++)
            foreach (var (index, value) in Uniform($"{name} {i}", layer).Index()) sum[index] += value - 0.5f;
        for (var i = 0; i < sum.Length; i++) sum[i] *= deviation * MathF.Sqrt(3);
        return sum;
    }

    private static float[] Uniform(string name, int layer)
    {
        var numbers = new float[Width * Width];
        new Philox(0, "demo", name, layer).FillUniform(0, numbers);
        return numbers;
    }
}
