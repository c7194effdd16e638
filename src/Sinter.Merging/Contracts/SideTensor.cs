using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A tensor that a method writes beside the merged model.</summary>
/// <param name="File">File name in the output folder, for example <c>emr.safetensors</c>.</param>
/// <param name="Name">Name of the tensor in that file.</param>
/// <param name="Type">Type of its elements; U8 when packed.</param>
/// <param name="Shape">Its dimensions; a packed mask has one, of ⌈elements / 8⌉ bytes.</param>
/// <param name="ElementsPerByte">
/// 8 for masks packed eight elements a byte, least significant bit first (the merged tensor's block then fills ⌈length / 8⌉ bytes); 0 for one element of <paramref name="Type"/> each.
/// </param>
public sealed record SideTensor(string File, string Name, ElementType Type, TensorShape Shape, int ElementsPerByte = 0)
{
    /// <summary>Bytes in the file.</summary>
    public long ByteLength => checked(Shape.Count * Type.Size());
}
