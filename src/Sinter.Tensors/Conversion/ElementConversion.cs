using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// Converts stored elements (little-endian bytes) to float32 and back. To float32 every type but F64, I64, U64, I32 and U32 is exact; those round to nearest, ties to even, as do all types
/// on the way back. A NaN stays a NaN. F16, BF16 and E5M2 overflow to infinity; E4M3FN, which has no infinity, to NaN, as in PyTorch
/// (see <see cref="LargestFinite"/>). Integers saturate and take NaN as 0; a Bool is false for zero only.
/// </summary>
public static unsafe class ElementConversion
{
    /// <summary>Widens (or, for 64-bit types, rounds) elements to float32.</summary>
    /// <param name="type">Type of the source.</param>
    /// <param name="source">The elements' bytes; need not be aligned.</param>
    /// <param name="destination">As many floats as the source holds elements.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The type is <see cref="ElementType.Other"/>.</exception>
    public static void ToSingle(ElementType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        RequireFit(type, source.Length, destination.Length, nameof(destination));
        fixed (byte* bytes = source)
        fixed (float* floats = destination)
        {
            switch (type)
            {
                case ElementType.F64: TensorPrimitives.ConvertTruncating(Elements<double>(source), destination); break;
                case ElementType.F32: source.CopyTo(MemoryMarshal.AsBytes(destination)); break;
                case ElementType.F16: StoredConversion.Widen<Float16Format>(bytes, floats, destination.Length); break;
                case ElementType.BF16: StoredConversion.Widen<BFloat16Format>(bytes, floats, destination.Length); break;
                case ElementType.F8E4M3: Float8.Widen(e5m2: false, bytes, floats, destination.Length); break;
                case ElementType.F8E5M2: Float8.Widen(e5m2: true, bytes, floats, destination.Length); break;
                case ElementType.I64: Integers.ToSingle(Elements<long>(source), destination); break;
                case ElementType.I32: Integers.ToSingle(Elements<int>(source), destination); break;
                case ElementType.I16: Integers.ToSingle(Elements<short>(source), destination); break;
                case ElementType.I8: Integers.ToSingle(Elements<sbyte>(source), destination); break;
                case ElementType.U64: Integers.ToSingle(Elements<ulong>(source), destination); break;
                case ElementType.U32: Integers.ToSingle(Elements<uint>(source), destination); break;
                case ElementType.U16: Integers.ToSingle(Elements<ushort>(source), destination); break;
                case ElementType.U8: Integers.ToSingle(source, destination); break;
                default: Integers.BoolToSingle(source, destination); break;
            }
        }
    }

    /// <summary>Rounds float32 to the elements of a type.</summary>
    /// <param name="type">Type of the destination.</param>
    /// <param name="source">The values.</param>
    /// <param name="destination">Bytes of as many elements; need not be aligned, must not overlap the source.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The type is <see cref="ElementType.Other"/>.</exception>
    public static void FromSingle(ElementType type, ReadOnlySpan<float> source, Span<byte> destination)
    {
        RequireFit(type, destination.Length, source.Length, nameof(destination));
        fixed (float* floats = source)
        fixed (byte* bytes = destination)
        {
            switch (type)
            {
                case ElementType.F64: TensorPrimitives.ConvertTruncating(source, Elements<double>(destination)); break;
                case ElementType.F32: MemoryMarshal.AsBytes(source).CopyTo(destination); break;
                case ElementType.F16: StoredConversion.Round<Float16Format>(floats, bytes, source.Length); break;
                case ElementType.BF16: StoredConversion.Round<BFloat16Format>(floats, bytes, source.Length); break;
                case ElementType.F8E4M3: Float8.Round(e5m2: false, floats, bytes, source.Length); break;
                case ElementType.F8E5M2: Float8.Round(e5m2: true, floats, bytes, source.Length); break;
                case ElementType.I64: Integers.FromSingle(source, Elements<long>(destination)); break;
                case ElementType.I32: Integers.FromSingle(source, Elements<int>(destination)); break;
                case ElementType.I16: Integers.FromSingle(source, Elements<short>(destination)); break;
                case ElementType.I8: Integers.FromSingle(source, Elements<sbyte>(destination)); break;
                case ElementType.U64: Integers.FromSingle(source, Elements<ulong>(destination)); break;
                case ElementType.U32: Integers.FromSingle(source, Elements<uint>(destination)); break;
                case ElementType.U16: Integers.FromSingle(source, Elements<ushort>(destination)); break;
                case ElementType.U8: Integers.FromSingle(source, destination); break;
                default: Integers.BoolFromSingle(source, destination); break;
            }
        }
    }

    /// <summary>
    /// <see cref="FromSingle"/> and, in the same pass where the type allows, whether every value is finite in the type; to an integer or Bool whether it is finite. If not, the
    /// destination's content is arbitrary.
    /// </summary>
    internal static bool TryFromSingle(ElementType type, ReadOnlySpan<float> source, Span<byte> destination)
    {
        var limit = type.IsFloat() ? LargestFinite(type) : float.MaxValue;
        if (type is not (ElementType.F16 or ElementType.BF16))
        {
            if (!FiniteCheck.AllWithin(source, limit)) return false;
            FromSingle(type, source, destination);
            return true;
        }

        RequireFit(type, destination.Length, source.Length, nameof(destination));
        fixed (float* floats = source)
        fixed (byte* bytes = destination)
        {
            return type is ElementType.F16
                ? StoredConversion.Round<Float16Format>(floats, bytes, source.Length, limit)
                : StoredConversion.Round<BFloat16Format>(floats, bytes, source.Length, limit);
        }
    }

    /// <summary>The largest float32 that a floating-point type can take without overflow: what is larger becomes infinity or, for E4M3FN, NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a floating-point type.</exception>
    public static float LargestFinite(ElementType type) => type switch
    {
        ElementType.F64 or ElementType.F32 => float.MaxValue,
        ElementType.F16 => MathF.BitDecrement(65520f),
        ElementType.BF16 => BitConverter.UInt32BitsToSingle(0x7F7F7FFF),
        ElementType.F8E4M3 => 464f,
        ElementType.F8E5M2 => MathF.BitDecrement(61440f),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a floating-point type."),
    };

    private static ReadOnlySpan<T> Elements<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private static Span<T> Elements<T>(Span<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    private static void RequireFit(ElementType type, long bytes, long elements, string parameter)
    {
        if (bytes != elements * type.Size())
            throw new ArgumentException($"{bytes} bytes of {type.Name()} are not {elements} elements of {type.Size()} bytes.", parameter);
    }
}
