namespace Sinter.Merging;

/// <summary>Copies tensors that are never averaged, and compares the inputs.</summary>
internal sealed class TensorCopier(ITensorSink sink, CancellationToken cancellation)
{
    private const int ChunkBytes = 1 << 18;
    private readonly byte[] _first = new byte[ChunkBytes];
    private readonly byte[] _other = new byte[ChunkBytes];

    /// <summary>Copies a tensor byte for byte; false when the models' bytes differ from it.</summary>
    public bool Copy(PlannedTensor tensor)
    {
        var source = tensor.CopySource!;
        var equal = tensor.Models.All(model => model.Tensor.ByteLength == source.Tensor.ByteLength);
        for (var offset = 0L; offset < tensor.ByteLength; offset += ChunkBytes)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = _first.AsSpan(0, (int)Math.Min(ChunkBytes, tensor.ByteLength - offset));
            source.Checkpoint.Read(source.Tensor, offset, part);
            sink.Write(tensor, offset, part);
            foreach (var model in tensor.Models)
            {
                if (!equal) break;
                var other = _other.AsSpan(0, part.Length);
                model.Checkpoint.Read(model.Tensor, offset, other);
                equal = part.SequenceEqual(other);
            }
        }

        return equal;
    }
}
