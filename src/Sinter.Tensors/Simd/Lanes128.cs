using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>4 lanes: what every machine has, in software if need be.</summary>
internal readonly unsafe struct Lanes128(Vector128<float> value) : ILanes<Lanes128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    [MethodImpl(Inline)]
    public static Lanes128 Create(float value) => new(Vector128.Create(value));

    [MethodImpl(Inline)]
    public static Lanes128 LoadSame(float* source) => new(Vector128.Create(*source));

    [MethodImpl(Inline)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(Inline)]
    public void Store(float* destination) => _value.Store(destination);

    [MethodImpl(Inline)]
    public void AddTo(double* sums)
    {
        var (lower, upper) = Vector128.Widen(_value);
        (Vector128.Load(sums) + lower).Store(sums);
        (Vector128.Load(sums + (Count / 2)) + upper).Store(sums + (Count / 2));
    }

    [MethodImpl(Inline)]
    public static Lanes128 LoadBFloat16(ushort* source) =>
        new((Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsUInt16()) << 16).AsSingle());

    [MethodImpl(Inline)]
    public void StoreBFloat16(ushort* destination)
    {
        var rounded = RoundToBFloat16();
        Unsafe.WriteUnaligned(destination, Vector128.Narrow(rounded, rounded).AsUInt64().ToScalar());
    }

    [MethodImpl(Inline)]
    private Vector128<uint> RoundToBFloat16()
    {
        var bits = _value.AsUInt32();
        return Vector128.ConditionalSelect(Vector128.Equals(_value, _value).AsUInt32(), RoundFinite() >>> 16, (bits >>> 16) | Vector128.Create(0x40u));
    }

    [MethodImpl(Inline)]
    public void StoreFiniteBFloat16(ushort* destination) => StoreBFloat16(destination);

    [MethodImpl(Inline)]
    public static Lanes128 LoadBFloat16Pair(ushort* source, out Lanes128 odd)
    {
        var both = Vector128.Load((uint*)source);
        odd = new((both & Vector128.Create(0xFFFF0000u)).AsSingle());
        return new((both << 16).AsSingle());
    }

    [MethodImpl(Inline)]
    public static Lanes128 LoadBFloat16Pair(ushort* source, Lanes128 upperHalves, out Lanes128 odd) => LoadBFloat16Pair(source, out odd);

    [MethodImpl(Inline)]
    public static void StoreFiniteBFloat16Pair(Lanes128 even, Lanes128 odd, ushort* destination) =>
        Vector128.ConditionalSelect(Vector128.Create(0xFFFF0000u), odd.RoundFinite(), even.RoundFinite() >>> 16).Store((uint*)destination);

    // The upper halves are the result.
    [MethodImpl(Inline)]
    private Vector128<uint> RoundFinite()
    {
        var bits = _value.AsUInt32();
        return bits + Vector128.Create(0x7FFFu) + ((bits >>> 16) & Vector128<uint>.One);
    }

    // The exponent's bias differs by 112, twice that for infinity and NaN; a subnormal is a difference of two normal numbers.
    [MethodImpl(Inline)]
    public static Lanes128 LoadFloat16(ushort* source)
    {
        var bits = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(source)).AsUInt16());
        var magnitude = (bits & Vector128.Create(0x7FFFu)) << 13;
        var normal = magnitude + Vector128.Create(112u << 23) + (Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(31u << 23)) & Vector128.Create(112u << 23));
        var subnormal = ((magnitude + Vector128.Create(113u << 23)).AsSingle() - Vector128.Create(1f / 16384)).AsUInt32();
        var value = Vector128.ConditionalSelect(Vector128.LessThan(magnitude, Vector128.Create(1u << 23)), subnormal, normal);
        return new((value | ((bits & Vector128.Create(0x8000u)) << 16)).AsSingle());
    }

    // Normal results: add half a unit (less one unless the result would be odd) and shift. Subnormal ones: adding 1/2, whose last place is the smallest, lets the adder round.
    [MethodImpl(Inline)]
    public void StoreFloat16(ushort* destination)
    {
        var bits = _value.AsUInt32();
        var magnitude = bits & Vector128.Create(0x7FFFFFFFu);
        var code = (magnitude + ((magnitude >>> 13) & Vector128<uint>.One) - Vector128.Create((112u << 23) - 0xFFFu)) >>> 13;
        var subnormal = (magnitude.AsSingle() + Vector128.Create(0.5f)).AsUInt32() - Vector128.Create(126u << 23);
        code = Vector128.ConditionalSelect(Vector128.LessThan(magnitude, Vector128.Create(113u << 23)), subnormal, code);
        code = Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(143u << 23)), Vector128.Create(0x7C00u), code);
        code = Vector128.ConditionalSelect(Vector128.GreaterThan(magnitude, Vector128.Create(0x7F800000u)), ((magnitude >>> 13) & Vector128.Create(0x3FFu)) | Vector128.Create(0x7E00u), code);
        var sign = (bits >>> 16) & Vector128.Create(0x8000u);
        Unsafe.WriteUnaligned(destination, Vector128.Narrow(code | sign, code | sign).AsUInt64().ToScalar());
    }

    [MethodImpl(Inline)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left._value + right._value);

    [MethodImpl(Inline)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left._value - right._value);

    [MethodImpl(Inline)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(left._value * right._value);

    [MethodImpl(Inline)]
    public static Lanes128 operator /(Lanes128 left, Lanes128 right) => new(left._value / right._value);

    [MethodImpl(Inline)]
    public static Lanes128 operator &(Lanes128 left, Lanes128 right) => new(left._value & right._value);

    [MethodImpl(Inline)]
    public static Lanes128 operator |(Lanes128 left, Lanes128 right) => new(left._value | right._value);

    [MethodImpl(Inline)]
    public static Lanes128 operator ^(Lanes128 left, Lanes128 right) => new(left._value ^ right._value);

    [MethodImpl(Inline)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend) =>
        new(Vector128.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(Inline)]
    public static Lanes128 Abs(Lanes128 value) => new(Vector128.Abs(value._value));

    [MethodImpl(Inline)]
    public static Lanes128 Abs(Lanes128 value, Lanes128 magnitude) => Abs(value);

    [MethodImpl(Inline)]
    public static Lanes128 CopySign(Lanes128 magnitude, Lanes128 sign) => magnitude | (sign & Create(-0f));

    [MethodImpl(Inline)]
    public static Lanes128 Sqrt(Lanes128 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(Inline)]
    public static Lanes128 FromInteger(Lanes128 bits) => new(Vector128.ConvertToSingle(bits._value.AsInt32()));

    [MethodImpl(Inline)]
    public static Lanes128 PositivePart(Lanes128 value) => value & GreaterThan(value, default);

    [MethodImpl(Inline)]
    public static Lanes128 GreaterThan(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThan(left._value, right._value));

    [MethodImpl(Inline)]
    public static Lanes128 GreaterThanOrEqual(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThanOrEqual(left._value, right._value));

    [MethodImpl(Inline)]
    public static Lanes128 SameBits(Lanes128 left, Lanes128 right) => new(Vector128.Equals(left._value.AsUInt32(), right._value.AsUInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 whenTrue, Lanes128 whenFalse) =>
        new(Vector128.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));

    [MethodImpl(Inline)]
    public static Lanes128 SelectGreater(Lanes128 left, Lanes128 right, Lanes128 whenTrue, Lanes128 whenFalse) => Select(GreaterThan(left, right), whenTrue, whenFalse);

    [MethodImpl(Inline)]
    public static Lanes128 SelectSameBits(Lanes128 left, Lanes128 right, Lanes128 whenTrue, Lanes128 whenFalse) => Select(SameBits(left, right), whenTrue, whenFalse);

    [MethodImpl(Inline)]
    public static Lanes128 AddIfGreater(Lanes128 left, Lanes128 right, Lanes128 sum, Lanes128 value) => sum + (value & GreaterThan(left, right));

    [MethodImpl(Inline)]
    public static Lanes128 KeepBits(Lanes128 bits, float* lanes, Lanes128 value) => new(Vector128.AndNot(value._value, SameBits(bits & Load(lanes), default)._value));

    [MethodImpl(Inline)]
    public static Lanes128 MultiplyBits(Lanes128 bits, float* lanes, Lanes128 value, Lanes128 factor) => KeepBits(bits, lanes, value) * factor;

    [MethodImpl(Inline)]
    public static Lanes128 MultiplyUnlessGreater(Lanes128 left, Lanes128 right, Lanes128 value, Lanes128 factor) => SelectGreater(left, right, default, value) * factor;

    [MethodImpl(Inline)]
    public static Lanes128 AddProductBits(Lanes128 bits, float* lanes, Lanes128 value, Lanes128 factor, Lanes128 sum) => FusedMultiplyAdd(KeepBits(bits, lanes, value), factor, sum);

    [MethodImpl(Inline)]
    public static Lanes128 AddProductUnlessGreater(Lanes128 left, Lanes128 right, Lanes128 value, Lanes128 factor, Lanes128 sum) => FusedMultiplyAdd(SelectGreater(left, right, default, value), factor, sum);

    [MethodImpl(Inline)]
    public static Lanes128 AddBits(Lanes128 bits, Lanes128 lanes, Lanes128 sum, Lanes128 value) => sum + new Lanes128(Vector128.AndNot(value._value, SameBits(bits & lanes, default)._value));

    [MethodImpl(Inline)]
    public static Lanes128 SubtractIntegers(Lanes128 left, Lanes128 right) => new((left._value.AsInt32() - right._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes128 MaxIntegers(Lanes128 left, Lanes128 right) => new(Vector128.Max(left._value.AsInt32(), right._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes128 CountNegative(Lanes128 value, Lanes128 counts) => new((counts._value.AsInt32() - (value._value.AsInt32() >> 31)).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes128 CountSameBits(Lanes128 left, Lanes128 right, Lanes128 counts) => new((counts._value.AsInt32() - Vector128.Equals(left._value.AsInt32(), right._value.AsInt32())).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes128 HideSameBits(Lanes128 value, Lanes128 frequent, ref Lanes128 counts)
    {
        var same = SameBits(value, frequent);
        counts = SubtractIntegers(counts, same);
        return value | same;
    }

    [MethodImpl(Inline)]
    public static int Total(Lanes128 counts) => Vector128.Sum(counts._value.AsInt32());

    [MethodImpl(Inline)]
    public static uint Bits(Lanes128 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfSame(Lanes128 left, Lanes128 right) => Bits(SameBits(left, right));

    [MethodImpl(Inline)]
    public static uint BitsOfAtLeast(Lanes128 left, Lanes128 right) => Bits(GreaterThanOrEqual(left, right));

    [MethodImpl(Inline)]
    public static uint BitsOfAtMost(Lanes128 left, Lanes128 right) => AtMost(left, right).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfAtMostOrGreater(Lanes128 left, Lanes128 right, Lanes128 other, Lanes128 bound) =>
        (AtMost(left, right) | Vector128.GreaterThan(other._value.AsInt32(), bound._value.AsInt32()).AsUInt32()).ExtractMostSignificantBits();

    // These widths have no unsigned comparison.
    [MethodImpl(Inline)]
    private static Vector128<uint> AtMost(Lanes128 left, Lanes128 right) =>
        Vector128.Equals(Vector128.Min(left._value.AsUInt32(), right._value.AsUInt32()), left._value.AsUInt32());

    [MethodImpl(Inline)]
    public static int Compress(Lanes128 mask, Lanes128 value, float* destination)
    {
        var count = 0;
        for (var bits = Bits(mask); bits != 0; bits &= bits - 1) destination[count++] = value._value.GetElement(BitOperations.TrailingZeroCount(bits));
        return count;
    }

    [MethodImpl(Inline)]
    public static int CompressBits(uint bits, Lanes128 value, float* destination)
    {
        var count = 0;
        for (bits &= 0xF; bits != 0; bits &= bits - 1) destination[count++] = value._value.GetElement(BitOperations.TrailingZeroCount(bits));
        return count;
    }
}
