using System.Diagnostics.CodeAnalysis;

namespace Sinter.Checkpoints;

/// <summary>
/// A model on disk: named tensors, read in pieces. Opening one reads headers only. Reading is safe from several threads at once and never changes the input.
/// </summary>
public abstract class Checkpoint : IDisposable
{
    /// <summary>The path it was opened from: a folder or a file.</summary>
    public abstract string Path { get; }

    /// <summary>The tensors in ordinal order of their names.</summary>
    public abstract IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Every file the tensors lie in, with full paths, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>
    /// Tied tensors: a name that is not stored itself and the stored name whose data it shares. Both appear in <see cref="Tensors"/>.
    /// </summary>
    public virtual IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string>();

    /// <summary>Free text that the files carry beside the tensors: the <c>__metadata__</c> of safetensors. Empty where there is none.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Finds a tensor by its full name.</summary>
    public abstract bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor);

    /// <summary>Fills <paramref name="destination"/> with the tensor's bytes from <paramref name="byteOffset"/> on, row-major, as stored (little-endian).</summary>
    /// <exception cref="CheckpointException">The file ended early or could not be read, or the part lies outside the tensor.</exception>
    public abstract void Read(TensorInfo tensor, long byteOffset, Span<byte> destination);

    /// <summary>
    /// Opens a folder in the Hugging Face layout, or a single file: safetensors, a PyTorch file (nothing in it is executed), or an index of shards.
    /// </summary>
    /// <remarks>
    /// In a PyTorch file nested dictionaries and lists give dotted names. A training checkpoint, whose outermost dictionary has no tensor of its own, is unwrapped: the model is what lies
    /// under <c>state_dict</c>, <c>model_state_dict</c>, <c>model_state</c>, <c>model</c>, <c>params_ema</c>, <c>params</c>, <c>net</c>, <c>module</c> or <c>weights</c>, the first of
    /// these that holds tensors; optimizer and counters beside it are left out. A file that is one tensor names it <c>tensor</c>.
    /// </remarks>
    /// <exception cref="CheckpointException">The path holds no readable checkpoint; the message names file, tensor, found and expected.</exception>
    public static Checkpoint Open(string path) => CheckpointOpener.Open(path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected abstract void Dispose(bool disposing);
}
