using System.Diagnostics.CodeAnalysis;
using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Merging;

/// <summary>
/// A model of layers with the same matrices, in bf16, say those of CLIP ViT-B/32's vision tower: four of 768×768, one of 3072×768 and one of 768×3072. The layers share their numbers,
/// so that eight experts fit into little memory; what is computed for each layer is the same as with numbers of their own.
/// </summary>
internal sealed class LayerStack : Checkpoint
{
    /// <summary>Of CLIP ViT-B/32.</summary>
    public static readonly (string Name, long Rows, long Columns)[] Clip =
    [
        ("attn.q", 768, 768), ("attn.k", 768, 768), ("attn.v", 768, 768), ("attn.out", 768, 768), ("mlp.fc1", 3072, 768), ("mlp.fc2", 768, 3072),
    ];

    private readonly Dictionary<string, byte[]> _data = [];
    private readonly SortedList<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    public LayerStack(int seed, int layers, (string Name, long Rows, long Columns)[] matrices, float size, LayerStack? origin = null)
    {
        Path = $"model {seed}";
        foreach (var (name, rows, columns) in matrices)
        {
            for (var layer = 0; layer < layers; layer++)
            {
                var tensor = new TensorInfo($"layers.{layer}.{name}.weight", ElementType.BF16, new TensorShape(rows, columns));
                _tensors.Add(tensor.Name, tensor);
            }

            var values = new float[rows * columns];
            var state = (uint)(seed * 7919) + (uint)name.Sum(static c => c) + 1;
            for (var i = 0; i < values.Length; i++)
            {
                state = (state * 1664525) + 1013904223;
                values[i] = size * (((state >> 8) / 16777216f) - 0.5f);
            }

            var bytes = new byte[values.Length * 2];
            if (origin is not null)
            {
                var start = new float[values.Length];
                ElementConversion.ToSingle(ElementType.BF16, origin._data[name], start);
                for (var i = 0; i < values.Length; i++) values[i] += start[i];
            }

            ElementConversion.FromSingle(ElementType.BF16, values, bytes);
            _data.Add(name, bytes);
        }
    }

    public override string Path { get; }

    public override IReadOnlyList<TensorInfo> Tensors => [.. _tensors.Values];

    public override IReadOnlyList<string> Files => [];

    public override bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => _tensors.TryGetValue(name, out tensor);

    public override void Read(TensorInfo tensor, long byteOffset, Span<byte> destination) =>
        _data[string.Join('.', tensor.Name.Split('.')[2..4])].AsSpan((int)byteOffset, destination.Length).CopyTo(destination);

    protected override void Dispose(bool disposing)
    {
    }
}
