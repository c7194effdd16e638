using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// How floats are ordered by a selection, as unsigned integers: by magnitude (the bits without the sign, so that a NaN ranks above infinity) or by value
/// (−0 below 0, a NaN beyond the infinity of its sign).
/// </summary>
internal readonly record struct SortKey(bool Signed)
{
    /// <summary>The bits of a float that matter.</summary>
    public uint Mask => Signed ? uint.MaxValue : 0x7FFFFFFFu;

    /// <summary>Number of values of a key's upper half.</summary>
    public int HighBins => Signed ? 65536 : 32768;

    /// <summary>The key of a float's bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(uint bits) => Signed ? bits ^ ((uint)((int)bits >> 31) | 0x80000000u) : bits & 0x7FFFFFFFu;

    /// <summary>The bits of the float with a key.</summary>
    public uint BitsOf(uint key) => !Signed ? key : key >= 0x80000000u ? key ^ 0x80000000u : ~key;
}
