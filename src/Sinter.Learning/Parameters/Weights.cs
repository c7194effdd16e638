using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Values for every tensor of a layout in one block of native memory: a model, a task vector, a gradient, an optimizer's moment.</summary>
public sealed unsafe class Weights : IDisposable
{
    private readonly NativeBuffer<float> _values;

    /// <summary>All zero.</summary>
    public Weights(WeightLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _values = new NativeBuffer<float>(layout.Count);
    }

    /// <summary>Names and places.</summary>
    public WeightLayout Layout { get; }

    /// <summary>The whole block, gaps (always zero) included.</summary>
    public Span<float> Values => _values.Span;

    /// <summary>The elements of one tensor.</summary>
    /// <exception cref="NetworkException">There is no tensor of this name.</exception>
    public Span<float> this[string name] => Layout.TryGet(name, out var part)
        ? this[part]
        : throw new NetworkException(NetworkError.MissingTensor, $"The network has no tensor '{name}'.");

    /// <summary>The elements of one tensor.</summary>
    public Span<float> this[WeightPart part]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(part);
            return _values.Slice(part.Offset, checked((int)part.Count));
        }
    }

    internal float* Pointer => _values.Pointer;

    /// <summary>A copy of its own.</summary>
    public Weights Clone()
    {
        var copy = new Weights(Layout);
        Values.CopyTo(copy.Values);
        return copy;
    }

    /// <summary>Writes the tensors as float32 to a safetensors file that Hugging Face's loaders read; an existing one is replaced when the new one is complete.</summary>
    /// <exception cref="Checkpoints.CheckpointException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        WeightWriter.Write(path, [("", this)], new Dictionary<string, string> { ["format"] = "pt" });
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
