namespace Sinter.Checkpoints;

/// <summary>The check every read of a part starts with.</summary>
internal static class ReadChecks
{
    /// <exception cref="CheckpointException">The part lies outside the tensor.</exception>
    public static void Inside(string path, TensorInfo tensor, long byteOffset, int length)
    {
        if (byteOffset >= 0 && byteOffset <= tensor.ByteLength - length) return;
        throw new CheckpointException(
            CheckpointError.MissingTensor, $"{path}: {length} bytes from byte {byteOffset} of tensor {Quoted.Name(tensor.Name)} were asked for; it has {tensor.ByteLength} bytes.");
    }
}
