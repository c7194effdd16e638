namespace Sinter.Merging;

/// <summary>Keeps merged tensors in memory, as stored bytes by name.</summary>
internal sealed class MemorySink : ITensorSink
{
    private readonly Dictionary<string, byte[]> _tensors = [];
    private readonly Dictionary<(string File, string Name), byte[]> _sides = [];

    public MemorySink(MergePlan plan)
    {
        foreach (var tensor in plan.Tensors) _tensors.Add(tensor.Name, new byte[tensor.ByteLength]);
    }

    public IReadOnlyDictionary<string, byte[]> Tensors => _tensors;

    /// <summary>Side tensors by file and name.</summary>
    public IReadOnlyDictionary<(string File, string Name), byte[]> Sides => _sides;

    public void Write(PlannedTensor tensor, long byteOffset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_tensors[tensor.Name].AsSpan(checked((int)byteOffset)));

    public string FileOf(PlannedTensor tensor) => "";

    public void Declare(SideTensor side) => _sides[(side.File, side.Name)] = new byte[side.ByteLength];

    public void WriteSide(SideTensor side, long byteOffset, ReadOnlySpan<byte> bytes) =>
        bytes.CopyTo(_sides[(side.File, side.Name)].AsSpan(checked((int)byteOffset)));
}
