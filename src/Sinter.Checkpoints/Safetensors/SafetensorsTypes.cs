using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>The element types of the format, those that Sinter only passes through among them.</summary>
internal static class SafetensorsTypes
{
    // In the order of the format's reference implementation, smallest alignment first: files are laid out by it, last row first.
    // Zero bits: elements of less than a byte, whose span programs compute in different ways; the offsets decide.
    private static readonly (string Name, ElementType Type, int Bits)[] Table =
    [
        ("BOOL", ElementType.Bool, 8), ("F4", ElementType.Other, 0), ("F6_E2M3", ElementType.Other, 0), ("F6_E3M2", ElementType.Other, 0),
        ("U8", ElementType.U8, 8), ("I8", ElementType.I8, 8), ("F8_E5M2", ElementType.F8E5M2, 8), ("F8_E4M3", ElementType.F8E4M3, 8),
        ("F8_E8M0", ElementType.Other, 8), ("F8_E4M3FNUZ", ElementType.Other, 8), ("F8_E5M2FNUZ", ElementType.Other, 8),
        ("I16", ElementType.I16, 16), ("U16", ElementType.U16, 16), ("F16", ElementType.F16, 16), ("BF16", ElementType.BF16, 16),
        ("I32", ElementType.I32, 32), ("U32", ElementType.U32, 32), ("F32", ElementType.F32, 32), ("C64", ElementType.Other, 64),
        ("F64", ElementType.F64, 64), ("I64", ElementType.I64, 64), ("U64", ElementType.U64, 64),
    ];

    public static ReadOnlySpan<(string Name, ElementType Type, int Bits)> All => Table;

    /// <summary>Place in the order of layout; −1 for a type the format does not know, which goes last.</summary>
    public static int Rank(string name) => Array.FindIndex(Table, row => row.Name == name);
}
