using System.Diagnostics.CodeAnalysis;

namespace Sinter.Checkpoints;

/// <summary>A checkpoint put together from stored tensors, whatever files they lie in.</summary>
internal sealed class StoredCheckpoint : Checkpoint
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();
    private readonly Dictionary<string, StoredTensor> _tensors;
    private readonly TensorInfo[] _infos;
    private string _path;
    private readonly IReadOnlyList<IDisposable> _owned;

    /// <param name="path">What the user opened.</param>
    /// <param name="tensors">Tensors with unique names.</param>
    /// <param name="files">Full paths of the files they lie in.</param>
    /// <param name="owned">What is disposed with the checkpoint.</param>
    /// <param name="aliases">Names that share another's data; both names are among the tensors.</param>
    /// <param name="metadata">Free text the files carry.</param>
    public StoredCheckpoint(
        string path,
        IEnumerable<StoredTensor> tensors,
        IEnumerable<string> files,
        IReadOnlyList<IDisposable> owned,
        IReadOnlyDictionary<string, string>? aliases = null,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        _path = path;
        _tensors = tensors.ToDictionary(static tensor => tensor.Info.Name);
        _infos = [.. _tensors.Values.Select(static tensor => tensor.Info)];
        Array.Sort(_infos, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        Files = [.. files.Distinct().Order(StringComparer.Ordinal)];
        _owned = owned;
        Aliases = aliases ?? None;
        Metadata = metadata ?? None;
    }

    public override string Path => _path;

    public override IReadOnlyList<TensorInfo> Tensors => _infos;

    public override IReadOnlyList<string> Files { get; }

    public override IReadOnlyDictionary<string, string> Aliases { get; }

    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Shows what the user opened, the folder, in place of the file found in it.</summary>
    public StoredCheckpoint OpenedAs(string path)
    {
        _path = path;
        return this;
    }

    /// <summary>Finds a tensor with the way to its bytes.</summary>
    public bool TryGetStored(string name, [NotNullWhen(true)] out StoredTensor? tensor) => _tensors.TryGetValue(name, out tensor);

    public override bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        tensor = _tensors.TryGetValue(name, out var stored) ? stored.Info : null;
        return tensor is not null;
    }

    public override void Read(TensorInfo tensor, long byteOffset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_tensors.TryGetValue(tensor.Name, out var stored))
            throw new CheckpointException(CheckpointError.MissingTensor, $"{Path}: has no tensor {Quoted.Name(tensor.Name)}.");
        ReadChecks.Inside(Path, stored.Info, byteOffset, destination.Length);
        stored.Read(byteOffset, destination);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var resource in _owned) resource.Dispose();
    }
}
