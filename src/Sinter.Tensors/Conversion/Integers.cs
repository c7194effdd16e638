using System.Numerics;

namespace Sinter.Tensors;

/// <summary>Integers and booleans ↔ float32, element by element: merges seldom need them.</summary>
internal static class Integers
{
    /// <summary>The nearest float32, ties to even.</summary>
    public static void ToSingle<T>(ReadOnlySpan<T> source, Span<float> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < source.Length; i++) destination[i] = typeof(T) == typeof(ulong) ? Nearest((ulong)(object)source[i]) : float.CreateTruncating(source[i]);
    }

    /// <summary>The nearest integer, ties to even, saturated to the type's range; 0 for NaN.</summary>
    public static void FromSingle<T>(ReadOnlySpan<float> source, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < source.Length; i++) destination[i] = T.CreateSaturating(MathF.Round(source[i]));
    }

    /// <summary>1 for every byte but 0.</summary>
    public static void BoolToSingle(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (var i = 0; i < source.Length; i++) destination[i] = source[i] == 0 ? 0 : 1;
    }

    /// <summary>0 for ±0, else 1, for NaN too.</summary>
    public static void BoolFromSingle(ReadOnlySpan<float> source, Span<byte> destination)
    {
        for (var i = 0; i < source.Length; i++) destination[i] = (byte)(source[i] == 0 ? 0 : 1);
    }

    // Converted through a signed half with a sticky last bit: the conversion of an unsigned 64-bit integer may round twice, through double.
    private static float Nearest(ulong value) => value <= long.MaxValue ? (long)value : 2 * (float)(long)((value >> 1) | (value & 1));
}
