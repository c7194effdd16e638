using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The largest magnitude an element type holds.</summary>
internal static class ElementLimits
{
    /// <summary>The largest finite value of a floating-point type, as float32; anything above would become an infinity or NaN.</summary>
    public static float Largest(ElementType type) => type switch
    {
        ElementType.F16 => 65504f,
        ElementType.BF16 => 3.3895314e38f,
        ElementType.F8E4M3 => 448f,
        ElementType.F8E5M2 => 57344f,
        _ => float.MaxValue,
    };

    /// <summary>Whether all values are finite and within the type's range.</summary>
    public static bool Holds(ElementType type, ReadOnlySpan<float> values)
    {
        if (!TensorPrimitives.IsFiniteAll<float>(values)) return false;
        return type is ElementType.F32 or ElementType.F64 || values.IsEmpty || MathF.Abs(TensorPrimitives.MaxMagnitude(values)) <= Largest(type);
    }
}
