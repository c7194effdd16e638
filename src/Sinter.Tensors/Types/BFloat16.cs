using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// A bfloat16: the upper 16 bits of a float32 (1 sign, 8 exponent, 7 mantissa bits). A format of storage: compute in float32. Two are equal when their bits are
/// (so a NaN equals itself, and −0 differs from 0).
/// </summary>
/// <param name="bits">Its bits.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BFloat16(ushort bits) : IEquatable<BFloat16>
{
    /// <summary>The bits.</summary>
    public ushort Bits { get; } = bits;

    /// <summary>Widens: exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <summary>Rounds to nearest, ties to even; beyond the range to infinity; a NaN stays a (quiet) NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>Whether both have the same bits.</summary>
    public static bool operator ==(BFloat16 left, BFloat16 right) => left.Bits == right.Bits;

    /// <summary>Whether the bits differ.</summary>
    public static bool operator !=(BFloat16 left, BFloat16 right) => left.Bits != right.Bits;

    /// <summary>The same as the operator.</summary>
    public float ToSingle() => (float)this;

    /// <summary>The same as the operator.</summary>
    public static BFloat16 FromSingle(float value) => (BFloat16)value;

    /// <inheritdoc/>
    public bool Equals(BFloat16 other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits;

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
