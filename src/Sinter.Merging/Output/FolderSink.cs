using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Writes merged tensors into the weights files of an output folder, all of them created at their final size before the first weight is read.</summary>
internal sealed class FolderSink : ITensorSink, IDisposable
{
    // A cache line: the system copies into a file that starts so a few percent faster on some machines.
    private const int DataAlignment = 64;

    private readonly string _folder;
    private readonly OutputState _state;
    private readonly bool _durable;
    private readonly Dictionary<string, (SafetensorsWriter Writer, string File, TensorInfo Tensor)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsWriter> _writers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SideFile> _sides = new(StringComparer.Ordinal);

    public FolderSink(string folder, ShardLayout layout, IReadOnlyList<SkippedTensor> skipped, OutputState state, bool durable)
    {
        _durable = durable;
        _folder = folder;
        _state = state;
        try
        {
            foreach (var shard in layout.Shards.Where(shard => !state.Complete.Contains(shard.FileName)))
            {
                var writer = SafetensorsWriter.Create(Path.Combine(folder, shard.FileName), shard.Tensors, Metadata(shard, skipped), overwrite: true, DataAlignment);
                _writers.Add(shard.FileName, writer);
                _open.Add(shard.FileName, shard.Tensors.Count);
                foreach (var tensor in shard.Tensors) _places.Add(tensor.Name, (writer, shard.FileName, tensor));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Names of the side files.</summary>
    public IEnumerable<string> SideFiles => _sides.Keys;

    /// <summary>Whether a tensor is still to be written.</summary>
    public bool Wants(PlannedTensor tensor) => _places.ContainsKey(tensor.Name);

    public void Write(PlannedTensor tensor, long byteOffset, ReadOnlySpan<byte> bytes)
    {
        var place = _places[tensor.Name];
        place.Writer.Write(place.Tensor, byteOffset, bytes);
    }

    public string FileOf(PlannedTensor tensor) => _places.TryGetValue(tensor.Name, out var place) ? place.File : "";

    public void Declare(SideTensor side)
    {
        if (!_sides.TryGetValue(side.File, out var file)) _sides.Add(side.File, file = new SideFile(Path.Combine(_folder, side.File)));
        file.Add(side);
    }

    public void WriteSide(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes) => _sides[side.File].Write(side, byteOffset, bytes);

    /// <summary>Learns that a tensor is complete. A weights file whose tensors all are is flushed, closed and remembered.</summary>
    public void Finish(PlannedTensor tensor)
    {
        var file = _places[tensor.Name].File;
        if (--_open[file] > 0) return;
        Close(file);
    }

    /// <summary>Completes every file.</summary>
    public void Complete()
    {
        foreach (var file in _writers.Keys.ToList()) Close(file);
        foreach (var side in _sides.Values) side.Complete();
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values) writer.Dispose();
        foreach (var side in _sides.Values) side.Dispose();
        _writers.Clear();
    }

    // The way of PyTorch's own writer: the name of a tied tensor, and the stored one whose data it shares.
    private static Dictionary<string, string> Metadata(Shard shard, IReadOnlyList<SkippedTensor> skipped)
    {
        var metadata = new Dictionary<string, string> { ["format"] = "pt" };
        foreach (var tensor in skipped)
            if (tensor.TiedTo is { } target && shard.Tensors.Any(stored => stored.Name == target)) metadata[tensor.Name] = target;
        return metadata;
    }

    // Side tensors are not resumable, so with them no file is remembered as complete.
    private void Close(string file)
    {
        var writer = _writers[file];
        if (_durable) writer.Flush();
        writer.Dispose();
        _writers.Remove(file);
        if (_sides.Count == 0) _state.Finish(file);
    }
}
