namespace Sinter.Tensors;

/// <summary>Names, sizes and kinds of <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    private static readonly (ElementType Type, string Name, int Size)[] Table =
    [
        (ElementType.F64, "F64", 8), (ElementType.F32, "F32", 4), (ElementType.F16, "F16", 2), (ElementType.BF16, "BF16", 2),
        (ElementType.F8E4M3, "F8_E4M3", 1), (ElementType.F8E5M2, "F8_E5M2", 1),
        (ElementType.I64, "I64", 8), (ElementType.I32, "I32", 4), (ElementType.I16, "I16", 2), (ElementType.I8, "I8", 1),
        (ElementType.U64, "U64", 8), (ElementType.U32, "U32", 4), (ElementType.U16, "U16", 2), (ElementType.U8, "U8", 1),
        (ElementType.Bool, "BOOL", 1),
    ];

    /// <summary>Every type Sinter knows the size of.</summary>
    public static IEnumerable<ElementType> Known => Table.Select(static row => row.Type);

    /// <summary>The type with this safetensors name, or <see cref="ElementType.Other"/>.</summary>
    public static ElementType FromName(string name)
    {
        foreach (var row in Table)
            if (row.Name == name) return row.Type;
        return ElementType.Other;
    }

    /// <summary>The name in a safetensors header, for example <c>BF16</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is <see cref="ElementType.Other"/>.</exception>
    public static string Name(this ElementType type) => Row(type).Name;

    /// <summary>Bytes an element takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is <see cref="ElementType.Other"/>.</exception>
    public static int Size(this ElementType type) => Row(type).Size;

    /// <summary>True for the floating-point types: those that are merged.</summary>
    public static bool IsFloat(this ElementType type) => type is >= ElementType.F64 and <= ElementType.F8E5M2;

    private static (ElementType Type, string Name, int Size) Row(ElementType type)
    {
        if (type is ElementType.Other || !Enum.IsDefined(type))
            throw new ArgumentOutOfRangeException(nameof(type), type, "The element type has no known size.");
        return Table[(int)type - 1];
    }
}
