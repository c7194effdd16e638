namespace Sinter.Checkpoints;

/// <summary>A tensor of another checkpoint, perhaps under another name.</summary>
internal sealed class BorrowedTensor(TensorInfo info, Checkpoint checkpoint, TensorInfo original) : StoredTensor(info)
{
    public override void Read(long offset, Span<byte> destination) => checkpoint.Read(original, offset, destination);
}
