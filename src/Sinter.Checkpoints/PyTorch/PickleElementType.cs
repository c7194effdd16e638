using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>An element type as PyTorch names it.</summary>
/// <param name="Type">Sinter's type.</param>
/// <param name="Name">Its name in safetensors.</param>
/// <param name="Size">Bytes an element takes; 1 for storages without a type.</param>
internal sealed record PickleElementType(ElementType Type, string Name, int Size)
{
    /// <summary>Bytes whose type the tensor says.</summary>
    public static readonly PickleElementType Untyped = new(ElementType.Other, "bytes", 1);

    private static readonly Dictionary<string, PickleElementType> Storages = new()
    {
        ["DoubleStorage"] = Of(ElementType.F64),
        ["FloatStorage"] = Of(ElementType.F32),
        ["HalfStorage"] = Of(ElementType.F16),
        ["BFloat16Storage"] = Of(ElementType.BF16),
        ["LongStorage"] = Of(ElementType.I64),
        ["IntStorage"] = Of(ElementType.I32),
        ["ShortStorage"] = Of(ElementType.I16),
        ["CharStorage"] = Of(ElementType.I8),
        ["ByteStorage"] = Of(ElementType.U8),
        ["BoolStorage"] = Of(ElementType.Bool),
        ["ComplexFloatStorage"] = new(ElementType.Other, "C64", 8),
        ["ComplexDoubleStorage"] = new(ElementType.Other, "C128", 16),
        ["UntypedStorage"] = Untyped,
    };

    private static readonly Dictionary<string, PickleElementType> Types = new()
    {
        ["float64"] = Of(ElementType.F64),
        ["double"] = Of(ElementType.F64),
        ["float32"] = Of(ElementType.F32),
        ["float"] = Of(ElementType.F32),
        ["float16"] = Of(ElementType.F16),
        ["half"] = Of(ElementType.F16),
        ["bfloat16"] = Of(ElementType.BF16),
        ["float8_e4m3fn"] = Of(ElementType.F8E4M3),
        ["float8_e5m2"] = Of(ElementType.F8E5M2),
        ["float8_e4m3fnuz"] = new(ElementType.Other, "F8_E4M3FNUZ", 1),
        ["float8_e5m2fnuz"] = new(ElementType.Other, "F8_E5M2FNUZ", 1),
        ["float8_e8m0fnu"] = new(ElementType.Other, "F8_E8M0", 1),
        ["int64"] = Of(ElementType.I64),
        ["long"] = Of(ElementType.I64),
        ["int32"] = Of(ElementType.I32),
        ["int"] = Of(ElementType.I32),
        ["int16"] = Of(ElementType.I16),
        ["short"] = Of(ElementType.I16),
        ["int8"] = Of(ElementType.I8),
        ["uint8"] = Of(ElementType.U8),
        ["uint16"] = Of(ElementType.U16),
        ["uint32"] = Of(ElementType.U32),
        ["uint64"] = Of(ElementType.U64),
        ["bool"] = Of(ElementType.Bool),
        ["complex64"] = new(ElementType.Other, "C64", 8),
        ["complex128"] = new(ElementType.Other, "C128", 16),
    };

    /// <summary>The type of the elements of a storage class, for example <c>FloatStorage</c>.</summary>
    public static PickleElementType? OfStorage(string name) => Storages.GetValueOrDefault(name);

    /// <summary>The type <c>torch.name</c>.</summary>
    public static PickleElementType? OfName(string name) => Types.GetValueOrDefault(name);

    private static PickleElementType Of(ElementType type) => new(type, type.Name(), type.Size());
}
