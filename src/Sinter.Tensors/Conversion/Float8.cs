using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>
/// The two 8-bit floats, E4M3FN and E5M2, ↔ float32, in blocks of 8. Rounding is to nearest, ties to even. E5M2 overflows to infinity; E4M3FN has no infinity, so
/// what rounds beyond 448 becomes NaN, as in PyTorch.
/// </summary>
internal static unsafe class Float8
{
    private const uint Infinity = 0x7F800000;

    /// <summary>Widens <paramref name="count"/> elements: exact.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Widen(bool e5m2, byte* source, float* destination, long count)
    {
        var format = new Format(e5m2);
        long i = 0;
        for (; i <= count - 8; i += 8) Widen(format, Unsafe.ReadUnaligned<ulong>(source + i)).Store(destination + i);
        if (i == count) return;
        ulong last = 0;
        Unsafe.CopyBlockUnaligned(&last, source + i, (uint)(count - i));
        var rest = Widen(format, last);
        Unsafe.CopyBlockUnaligned(destination + i, &rest, (uint)(count - i) * sizeof(float));
    }

    /// <summary>Rounds <paramref name="count"/> elements.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void Round(bool e5m2, float* source, byte* destination, long count)
    {
        var format = new Format(e5m2);
        long i = 0;
        for (; i <= count - 8; i += 8) Unsafe.WriteUnaligned(destination + i, Round(format, Vector256.Load(source + i)));
        if (i == count) return;
        var rest = Vector256<float>.Zero;
        Unsafe.CopyBlockUnaligned(&rest, source + i, (uint)(count - i) * sizeof(float));
        var last = Round(format, rest);
        Unsafe.CopyBlockUnaligned(destination + i, &last, (uint)(count - i));
    }

    // The magnitude's bits, read as the top of a float32, are the value times 2^(bias − 127), denormals included: one exact product mends it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(Format format, ulong eight)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte());
        var bits = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words));
        var magnitude = bits & Vector256.Create(0x7Fu);
        var value = (Vector256.ShiftLeft(magnitude, format.Shift).AsSingle() * format.Scale).AsUInt32();
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(format.Special));
        var specialValue = Vector256.ConditionalSelect(
            Vector256.Equals(magnitude, Vector256.Create(format.InfinityCode)),
            Vector256.Create(Infinity),
            Vector256.Create(0x7FC00000u));
        value = Vector256.ConditionalSelect(special, specialValue, value);
        return (value | ((bits & Vector256.Create(0x80u)) << 24)).AsSingle();
    }

    // Normal results: add half a unit (less one unless the result would be odd) and shift. Subnormal ones: adding a number whose last place is the format's smallest
    // value lets the adder round.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(Format format, Vector256<float> values)
    {
        var bits = values.AsUInt32();
        var magnitude = bits & Vector256.Create(0x7FFFFFFFu);
        var odd = Vector256.ShiftRightLogical(magnitude, format.Shift) & Vector256<uint>.One;
        var normal = Vector256.ShiftRightLogical(magnitude + odd + Vector256.Create(format.HalfLess - format.Rebias), format.Shift);
        var subnormal = (magnitude.AsSingle() + Vector256.Create(format.Magic).AsSingle()).AsUInt32() - Vector256.Create(format.Magic);
        var code = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(format.SmallestNormal)), subnormal, normal);
        code = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(format.Overflow)), Vector256.Create(format.OverflowCode), code);
        code = Vector256.ConditionalSelect(Vector256.GreaterThan(magnitude, Vector256.Create(Infinity)), Vector256.Create(0x7Fu), code);
        code |= (bits >>> 24) & Vector256.Create(0x80u);
        var words = Vector128.Narrow(code.GetLower(), code.GetUpper());
        return Vector128.Narrow(words, words).AsUInt64().ToScalar();
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Format(bool e5m2)
    {
        // float32 mantissa bits below the format's last one
        public readonly int Shift = e5m2 ? 21 : 20;

        // 2^(127 − bias)
        public readonly float Scale = e5m2 ? 5.192296858534828e33f : 1.329227995784916e36f;
        public readonly uint Special = e5m2 ? 0x7Cu : 0x7Fu;

        // E4M3FN has none: a code no magnitude can have
        public readonly uint InfinityCode = e5m2 ? 0x7Cu : uint.MaxValue;
        public readonly uint HalfLess = e5m2 ? 0xFFFFFu : 0x7FFFFu;
        public readonly uint Rebias = e5m2 ? 112u << 23 : 120u << 23;
        public readonly uint SmallestNormal = e5m2 ? 113u << 23 : 121u << 23;

        // 2^7 and 2^14: their last places are 2^−16 and 2^−9
        public readonly uint Magic = e5m2 ? 134u << 23 : 141u << 23;

        // from 65536 and from 480 on; what rounds up to these gets the same codes by the carry
        public readonly uint Overflow = e5m2 ? 143u << 23 : 0x43F00000u;
        public readonly uint OverflowCode = e5m2 ? 0x7Cu : 0x7Fu;
    }
}
