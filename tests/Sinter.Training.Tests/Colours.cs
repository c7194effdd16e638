using System.Collections.Immutable;
using Sinter.Data;
using Sinter.Tensors;

namespace Sinter.Training.Tests;

/// <summary>An easy task: noisy pictures, each class brighter in another channel.</summary>
internal static class Colours
{
    public const int Side = 8;

    public static readonly VitShape Shape = new(Side, 4, 16, 2, 2);

    public static MemoryImageSet Set(int count, int seed, string name = "colours/train")
    {
        var shape = new ImageShape(Side, Side, 3);
        var pixels = new byte[count * shape.Length];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            var random = new Philox(seed, "colours", name, i);
            for (var j = 0; j < shape.Length; j++) pixels[i * shape.Length + j] = (byte)(random.Bits(j) % 100 + (j % 3 == labels[i] ? 90 : 40));
        }

        return new MemoryImageSet(name, ["red", "green", "blue"], [.. labels], shape, pixels);
    }

    public static TrainingRecipe Recipe(double epochs) => new() { Epochs = epochs, BatchSize = 16, LearningRate = 3e-3, WarmupEpochs = 0.5, Seed = 5 };

    public static ImmutableArray<float> Values(ImageModel model) => [.. model.Weights.Values];
}
