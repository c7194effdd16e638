namespace Sinter.Tensors;

/// <summary>The type of a tensor's elements as stored, with the names of the safetensors format.</summary>
public enum ElementType
{
    /// <summary>A type that Sinter does not compute with; it passes through byte for byte.</summary>
    Other,

    /// <summary>64-bit IEEE float.</summary>
    F64,

    /// <summary>32-bit IEEE float.</summary>
    F32,

    /// <summary>16-bit IEEE float.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a 32-bit float.</summary>
    BF16,

    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, no infinities (E4M3FN).</summary>
    F8E4M3,

    /// <summary>8-bit float, 5 exponent and 2 mantissa bits, with infinities.</summary>
    F8E5M2,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}
