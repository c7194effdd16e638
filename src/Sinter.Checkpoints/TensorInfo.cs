using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>What a checkpoint's header says of one tensor.</summary>
/// <param name="Name">Full name, for example <c>model.layers.0.mlp.up_proj.weight</c>.</param>
/// <param name="Type">Type of the elements; <see cref="ElementType.Other"/> for one Sinter does not compute with.</param>
/// <param name="TypeName">The type's name as the file spells it, for example <c>BF16</c> or <c>F4</c>.</param>
/// <param name="Shape">Dimensions, row-major.</param>
/// <param name="ByteLength">Bytes of the tensor's data.</param>
public sealed record TensorInfo(string Name, ElementType Type, string TypeName, TensorShape Shape, long ByteLength)
{
    /// <summary>A tensor of a known type; its length follows from the shape.</summary>
    public TensorInfo(string name, ElementType type, TensorShape shape)
        : this(name, type, type.Name(), shape, checked(shape.Count * type.Size()))
    {
    }
}
