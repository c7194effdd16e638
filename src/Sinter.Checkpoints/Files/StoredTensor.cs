namespace Sinter.Checkpoints;

/// <summary>A tensor together with the way to its bytes.</summary>
internal abstract class StoredTensor(TensorInfo info)
{
    public TensorInfo Info { get; } = info;

    /// <summary>Fills the destination from <paramref name="offset"/> on. The caller has checked that the part lies inside the tensor.</summary>
    public abstract void Read(long offset, Span<byte> destination);

    /// <summary>The same data under another name.</summary>
    public virtual StoredTensor Renamed(string name) => new Alias(Info with { Name = name }, this);

    private sealed class Alias(TensorInfo info, StoredTensor target) : StoredTensor(info)
    {
        public override void Read(long offset, Span<byte> destination) => target.Read(offset, destination);

        public override StoredTensor Renamed(string name) => target.Renamed(name);
    }
}
