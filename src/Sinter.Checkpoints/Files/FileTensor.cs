namespace Sinter.Checkpoints;

/// <summary>A tensor whose bytes lie in one piece in a file.</summary>
internal sealed class FileTensor(TensorInfo info, CheckpointFile file, long position) : StoredTensor(info)
{
    public override void Read(long offset, Span<byte> destination) => file.Read(position + offset, destination);
}
