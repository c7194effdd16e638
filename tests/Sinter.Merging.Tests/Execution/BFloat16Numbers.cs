using Sinter.Tensors;

namespace Sinter.Merging.Tests.Execution;

/// <summary>Numbers that bfloat16 holds exactly, so that models with the same ones may be stored in several types.</summary>
internal static class BFloat16Numbers
{
    /// <summary>Values rounded to bfloat16, in place, as stored in a type.</summary>
    public static byte[] Store(float[] values, ElementType type)
    {
        var narrow = new byte[values.Length * 2];
        ElementConversion.FromSingle(ElementType.BF16, values, narrow);
        ElementConversion.ToSingle(ElementType.BF16, narrow, values);
        var bytes = new byte[values.Length * type.Size()];
        ElementConversion.FromSingle(type, values, bytes);
        return bytes;
    }
}
