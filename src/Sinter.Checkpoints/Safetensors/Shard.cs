namespace Sinter.Checkpoints;

/// <summary>One file of a checkpoint in several files.</summary>
/// <param name="FileName">For example <c>model-00001-of-00003.safetensors</c>.</param>
/// <param name="Tensors">What lies in it, in the order given.</param>
/// <param name="ByteLength">Bytes of their data, the header not counted.</param>
public sealed record Shard(string FileName, IReadOnlyList<TensorInfo> Tensors, long ByteLength);
