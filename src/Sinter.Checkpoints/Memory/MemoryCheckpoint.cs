using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>A checkpoint in memory, for models that a program makes itself. Fill it first; reading is then safe from several threads.</summary>
public sealed class MemoryCheckpoint : Checkpoint
{
    private readonly SortedList<string, (TensorInfo Info, byte[] Data)> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata;
    private TensorInfo[]? _infos;

    /// <summary>An empty checkpoint.</summary>
    /// <param name="name">Stands for a path in messages.</param>
    /// <param name="metadata">Free text beside the tensors.</param>
    public MemoryCheckpoint(string name = "memory", IReadOnlyDictionary<string, string>? metadata = null)
    {
        Path = name;
        _metadata = metadata is null ? [] : new Dictionary<string, string>(metadata);
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TensorInfo> Tensors => _infos ??= [.. _tensors.Values.Select(static tensor => tensor.Info)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => [];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Adds a float32 tensor; the values are copied.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or the name is taken.</exception>
    public MemoryCheckpoint Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Add(new TensorInfo(name, ElementType.F32, new TensorShape(shape)), MemoryMarshal.AsBytes(values));

    /// <summary>Adds a tensor of any type; the bytes, row-major and little-endian, are copied.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not the tensor's, or the name is taken.</exception>
    public MemoryCheckpoint Add(TensorInfo tensor, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (data.Length != tensor.ByteLength)
            throw new ArgumentException($"Tensor '{tensor.Name}' {tensor.TypeName} {tensor.Shape} has {tensor.ByteLength} bytes; {data.Length} were given.", nameof(data));
        _tensors.Add(tensor.Name, (tensor, data.ToArray()));
        _infos = null;
        return this;
    }

    /// <inheritdoc/>
    public override bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        tensor = _tensors.TryGetValue(name, out var entry) ? entry.Info : null;
        return tensor is not null;
    }

    /// <inheritdoc/>
    public override void Read(TensorInfo tensor, long byteOffset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_tensors.TryGetValue(tensor.Name, out var entry))
            throw new CheckpointException(CheckpointError.MissingTensor, $"{Path}: has no tensor {Quoted.Name(tensor.Name)}.");
        ReadChecks.Inside(Path, entry.Info, byteOffset, destination.Length);
        entry.Data.AsSpan((int)byteOffset, destination.Length).CopyTo(destination);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
