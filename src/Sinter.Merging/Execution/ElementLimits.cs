using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The largest magnitude an element type holds.</summary>
internal static class ElementLimits
{
    /// <summary>The largest float32 that does not become an infinity or NaN in a type.</summary>
    public static float Largest(ElementType type) => type.IsFloat() ? ElementConversion.LargestFinite(type) : float.MaxValue;

    /// <summary>Whether all values are finite.</summary>
    public static bool AreFinite(ReadOnlySpan<float> values) => FiniteCheck.AllWithin(values, float.MaxValue);
}
