using System.Diagnostics.CodeAnalysis;
using Sinter.Checkpoints;

namespace Sinter.Merging.Tests.Planning;

/// <summary>A checkpoint one of whose tensors is stored under another's name.</summary>
internal sealed class TiedCheckpoint(MemoryCheckpoint inner, string alias, string stored) : Checkpoint
{
    public override string Path => inner.Path;

    public override IReadOnlyList<TensorInfo> Tensors => inner.Tensors;

    public override IReadOnlyList<string> Files => [];

    public override IReadOnlyDictionary<string, string> Aliases { get; } = new Dictionary<string, string> { [alias] = stored };

    public override bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => inner.TryGet(name, out tensor);

    public override void Read(TensorInfo tensor, long byteOffset, Span<byte> destination) => inner.Read(tensor, byteOffset, destination);

    protected override void Dispose(bool disposing)
    {
    }
}
