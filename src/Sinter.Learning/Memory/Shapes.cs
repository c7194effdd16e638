using Sinter.Tensors;

namespace Sinter.Learning;

internal static class Shapes
{
    /// <summary>The shape with another last dimension.</summary>
    public static TensorShape WithLast(this TensorShape shape, long last)
    {
        Span<long> dimensions = stackalloc long[shape.Rank];
        shape.Dimensions.CopyTo(dimensions);
        dimensions[^1] = last;
        return new TensorShape(dimensions);
    }
}
