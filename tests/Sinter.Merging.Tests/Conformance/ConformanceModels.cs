using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Merging.Tests.Conformance;

/// <summary>Small models with every kind of tensor a merge may meet.</summary>
internal static class ConformanceModels
{
    /// <summary>Name of the tensor that no expert changed.</summary>
    public const string Frozen = "frozen";

    private static readonly (string Name, ElementType Type, long[] Shape)[] Tensors =
    [
        ("matrix", ElementType.F32, [40, 33]),
        ("wide", ElementType.F32, [3, 1, 9000]),
        ("long", ElementType.BF16, [140_000]),
        ("bf16", ElementType.BF16, [48, 64]),
        ("f16", ElementType.F16, [10, 70]),
        ("f64", ElementType.F64, [6, 5]),
        ("conv", ElementType.F32, [8, 3, 3, 3]),
        ("vector", ElementType.F32, [33]),
        ("one", ElementType.F32, [1]),
        ("ones", ElementType.F32, [7, 1]),
        ("empty", ElementType.F32, [0, 5]),
        ("rows_of_none", ElementType.BF16, [4, 0]),
        (Frozen, ElementType.F32, [17, 5]),
        ("ties", ElementType.BF16, [20, 30]),
        ("scalar", ElementType.F32, []),
        ("ids", ElementType.I64, [5]),
        ("flags", ElementType.Bool, [6]),
    ];

    private static readonly MemoryCheckpoint[] Models = [.. Enumerable.Range(0, 4).Select(static number => Create($"expert {number}", number))];

    /// <summary>The base.</summary>
    public static MemoryCheckpoint Base { get; } = Create("base", 0);

    /// <summary>A fine-tune, 1 to 3; number 0 is the base again.</summary>
    public static MemoryCheckpoint Expert(int number) => Models[number];

    /// <summary>Statistics of an expert: positive numbers in the shapes of its tensors.</summary>
    public static MemoryCheckpoint Statistics(int number)
    {
        var statistics = new MemoryCheckpoint($"statistics {number}");
        foreach (var (name, type, shape) in Tensors)
            if (type.IsFloat()) statistics.Add(name, shape, [.. Noise(name, 100 + number, Count(shape)).Select(static value => 1 + MathF.Abs(value))]);
        return statistics;
    }

    /// <summary>Input statistics of an expert, for methods that want XᵀX / n of every matrix's inputs: symmetric and positive definite.</summary>
    public static MemoryCheckpoint InputStatistics(int number)
    {
        var statistics = new MemoryCheckpoint($"input statistics {number}");
        foreach (var (name, type, shape) in Tensors)
        {
            if (!type.IsFloat() || shape.Length != 2) continue;
            var width = (int)shape[1];
            var diagonal = Noise(name, 200 + number, width);
            var values = new float[width * width];
            for (var i = 0; i < width; i++) values[i * width + i] = 1 + MathF.Abs(diagonal[i]);
            statistics.Add(name, [width, width], values);
        }

        return statistics;
    }

    private static MemoryCheckpoint Create(string title, int number)
    {
        var model = new MemoryCheckpoint(title);
        foreach (var (name, type, shape) in Tensors)
        {
            var info = new TensorInfo(name, type, new TensorShape(shape));
            var bytes = new byte[info.ByteLength];
            if (type.IsFloat()) ElementConversion.FromSingle(type, Values(name, number, Count(shape)), bytes);
            else if (type is ElementType.I64) MemoryMarshal.Cast<byte, long>(bytes.AsSpan()).Fill(number + 3);
            else bytes.AsSpan().Fill((byte)(number & 1));
            model.Add(info, bytes);
        }

        return model;
    }

    private static float[] Values(string name, int number, int count)
    {
        var values = Noise(name, 0, count);
        var changes = Noise(name, number, count);
        for (var i = 0; i < count; i++)
        {
            // "ties": few different steps, exact zeros and opposite pairs among them.
            var change = number == 0 || name == Frozen ? 0 : name == "ties" ? MathF.Round(changes[i] * 2) / 16 : 0.05f * changes[i];
            values[i] = name == "ties" ? MathF.Round(values[i] * 8) / 8 + change : values[i] + change;
        }

        return values;
    }

    // Numbers of about normal distribution, the same on every machine.
    private static float[] Noise(string name, int number, int count)
    {
        var random = new Philox(number, "conformance", name);
        var uniforms = new float[4 * count];
        random.FillUniform(0, uniforms);
        return [.. Enumerable.Range(0, count).Select(i => 1.7f * (uniforms[4 * i] + uniforms[4 * i + 1] + uniforms[4 * i + 2] + uniforms[4 * i + 3] - 2))];
    }

    private static int Count(long[] shape) => (int)shape.Aggregate(1L, static (a, b) => a * b);
}
