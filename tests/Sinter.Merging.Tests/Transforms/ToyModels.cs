using Sinter.Checkpoints;

namespace Sinter.Merging.Tests.Transforms;

/// <summary>Small models of a few layers with repeatable numbers: a patch embedding, two blocks, norms, a head.</summary>
internal static class ToyModels
{
    private static readonly (string Name, long[] Shape)[] Tensors =
    [
        ("embeddings.patch.weight", [6, 3, 2, 2]), ("embeddings.patch.bias", [6]), ("embeddings.position", [5, 6]),
        ("layers.0.attention.weight", [6, 6]), ("layers.0.attention.bias", [6]), ("layers.0.norm.weight", [6]), ("layers.0.norm.bias", [6]), ("layers.0.mlp.weight", [12, 6]),
        ("layers.1.attention.weight", [6, 6]), ("layers.1.attention.bias", [6]), ("layers.1.mlp.weight", [12, 6]), ("layers.1.mlp.bias", [12]),
        ("classifier.weight", [4, 6]), ("classifier.bias", [4]),
    ];

    /// <summary>The names of the tensors of every layer that may be pruned.</summary>
    public static IEnumerable<string> Eligible =>
        Tensors.Select(static tensor => tensor.Name).Where(static name => !name.StartsWith("classifier", StringComparison.Ordinal) && !name.Contains("norm", StringComparison.Ordinal));

    public static MemoryCheckpoint Base { get; } = Create(0, null, 1, 1);

    /// <summary>The base and <paramref name="scale"/> times a task vector of its own.</summary>
    public static MemoryCheckpoint Expert(int seed, float scale = 1) => Create(seed, Base, 0.1f, scale);

    /// <summary>The base and the element-wise combination Σ factors[t] d_t of other experts' task vectors.</summary>
    public static MemoryCheckpoint Mix(IReadOnlyList<MemoryCheckpoint> experts, params float[] factors)
    {
        var mix = new MemoryCheckpoint("mix");
        foreach (var (name, shape) in Tensors)
        {
            var start = Values(Base, name);
            var values = (float[])start.Clone();
            for (var t = 0; t < experts.Count; t++)
            {
                var expert = Values(experts[t], name);
                for (var i = 0; i < values.Length; i++) values[i] += factors[t] * (expert[i] - start[i]);
            }

            mix.Add(name, shape, values);
        }

        return mix;
    }

    public static float[] Values(Checkpoint checkpoint, string name) => Golden.GoldenCase.Values(checkpoint, name);

    private static MemoryCheckpoint Create(int seed, Checkpoint? start, float size, float scale)
    {
        var model = new MemoryCheckpoint($"model {seed}");
        foreach (var (name, shape) in Tensors)
        {
            var values = new float[shape.Aggregate(1L, static (a, b) => a * b)];
            var state = (uint)(seed * 7919) + (uint)name.Sum(static c => c * 31) + 1;
            for (var i = 0; i < values.Length; i++)
            {
                state = (state * 1664525) + 1013904223;
                values[i] = size * (((state >> 8) / (float)(1 << 24)) - 0.5f);
            }

            // Steps of 2^-12 make sums and differences exact, so that a test may ask for equality.
            for (var i = 0; i < values.Length; i++) values[i] = MathF.Round(values[i] * 4096) / 4096 * scale;
            if (start is not null)
            {
                var origin = Values(start, name);
                for (var i = 0; i < values.Length; i++) values[i] += origin[i];
            }

            model.Add(name, shape, values);
        }

        return model;
    }
}
