using Sinter.Tensors;

namespace Sinter.Learning.Tests;

/// <summary>Reproducible numbers and small networks for tests.</summary>
internal static class Numbers
{
    public const string Vit = """
        { "architectures": ["ViTForImageClassification"], "hidden_size": 24, "image_size": 8, "patch_size": 4, "num_channels": 3, "num_hidden_layers": 2,
          "num_attention_heads": 3, "intermediate_size": 40, "id2label": { "0": "a", "1": "b", "2": "c" } }
        """;

    public const string Llama = """
        { "architectures": ["LlamaForCausalLM"], "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
          "vocab_size": 17, "max_position_embeddings": 16, "tie_word_embeddings": true }
        """;

    /// <summary>Between −scale and scale.</summary>
    public static float[] Random(int seed, long count, double scale = 1)
    {
        var state = (ulong)seed * 0x9E3779B97F4A7C15 + 1;
        var result = new float[count];
        for (var i = 0L; i < count; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            result[i] = (float)(((state >> 11) / (double)(1UL << 53) * 2 - 1) * scale);
        }

        return result;
    }

    /// <summary>Weights near a fresh network's: scales around one, the rest around zero.</summary>
    public static Weights Weights(WeightLayout layout, int seed, double scale = 0.2)
    {
        var weights = new Weights(layout);
        foreach (var part in layout.Parts)
        {
            var values = Random(seed++, part.Count, scale);
            for (var i = 0; i < values.Length; i++) weights[part][i] = values[i] + (part.Start == WeightStart.One ? 1 : 0);
        }

        return weights;
    }

    /// <summary>A fine-tuned version: every tensor moved a little.</summary>
    public static Weights Expert(Weights from, int seed)
    {
        var weights = from.Clone();
        foreach (var part in from.Layout.Parts)
        {
            var values = Random(seed++, part.Count, 0.05);
            for (var i = 0; i < values.Length; i++) weights[part][i] += values[i];
        }

        return weights;
    }

    public static Tensor Pixels(Pass pass, VisionTransformer network, int batch, int seed = 5, bool needsGradient = false)
    {
        var shape = new TensorShape(batch, network.Channels, network.ImageSize, network.ImageSize);
        return pass.Input(shape, Random(seed, shape.Count), needsGradient);
    }

    /// <summary>Largest difference relative to the largest expected value.</summary>
    public static double Difference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        actual.Length.ShouldBe(expected.Length);
        double largest = 1e-9, difference = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(actual[i] - expected[i]));
        }

        return difference / largest;
    }
}
