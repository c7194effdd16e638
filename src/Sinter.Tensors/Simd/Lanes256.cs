using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>8 lanes: AVX2.</summary>
internal readonly unsafe struct Lanes256(Vector256<float> value) : ILanes<Lanes256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    [MethodImpl(Inline)]
    public static Lanes256 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(Inline)]
    public static Lanes256 LoadSame(float* source) => new(Avx.BroadcastScalarToVector256(source));

    [MethodImpl(Inline)]
    public static Lanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(Inline)]
    public void Store(float* destination) => _value.Store(destination);

    [MethodImpl(Inline)]
    public void AddTo(double* sums)
    {
        var (lower, upper) = Vector256.Widen(_value);
        (Vector256.Load(sums) + lower).Store(sums);
        (Vector256.Load(sums + (Count / 2)) + upper).Store(sums + (Count / 2));
    }

    [MethodImpl(Inline)]
    public static Lanes256 LoadBFloat16(ushort* source) =>
        new((Avx2.ConvertToVector256Int32(Vector128.Load(source)) << 16).AsSingle());

    [MethodImpl(Inline)]
    public void StoreBFloat16(ushort* destination)
    {
        var rounded = RoundToBFloat16();
        Vector128.Narrow(rounded.GetLower(), rounded.GetUpper()).Store(destination);
    }

    [MethodImpl(Inline)]
    private Vector256<uint> RoundToBFloat16()
    {
        var bits = _value.AsUInt32();
        return Vector256.ConditionalSelect(Vector256.Equals(_value, _value).AsUInt32(), RoundFinite() >>> 16, (bits >>> 16) | Vector256.Create(0x40u));
    }

    [MethodImpl(Inline)]
    public void StoreFiniteBFloat16(ushort* destination) => StoreBFloat16(destination);

    [MethodImpl(Inline)]
    public static Lanes256 LoadBFloat16Pair(ushort* source, out Lanes256 odd)
    {
        var both = Vector256.Load((uint*)source);
        odd = new((both & Vector256.Create(0xFFFF0000u)).AsSingle());
        return new((both << 16).AsSingle());
    }

    [MethodImpl(Inline)]
    public static Lanes256 LoadBFloat16Pair(ushort* source, Lanes256 upperHalves, out Lanes256 odd) => LoadBFloat16Pair(source, out odd);

    [MethodImpl(Inline)]
    public static void StoreFiniteBFloat16Pair(Lanes256 even, Lanes256 odd, ushort* destination) =>
        Vector256.ConditionalSelect(Vector256.Create(0xFFFF0000u), odd.RoundFinite(), even.RoundFinite() >>> 16).Store((uint*)destination);

    // The upper halves are the result.
    [MethodImpl(Inline)]
    private Vector256<uint> RoundFinite()
    {
        var bits = _value.AsUInt32();
        return bits + Vector256.Create(0x7FFFu) + ((bits >>> 16) & Vector256<uint>.One);
    }

    // The exponent's bias differs by 112, twice that for infinity and NaN; a subnormal is a difference of two normal numbers.
    [MethodImpl(Inline)]
    public static Lanes256 LoadFloat16(ushort* source)
    {
        var bits = Avx2.ConvertToVector256Int32(Vector128.Load(source)).AsUInt32();
        var magnitude = (bits & Vector256.Create(0x7FFFu)) << 13;
        var normal = magnitude + Vector256.Create(112u << 23) + (Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(31u << 23)) & Vector256.Create(112u << 23));
        var subnormal = ((magnitude + Vector256.Create(113u << 23)).AsSingle() - Vector256.Create(1f / 16384)).AsUInt32();
        var value = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(1u << 23)), subnormal, normal);
        return new((value | ((bits & Vector256.Create(0x8000u)) << 16)).AsSingle());
    }

    // Normal results: add half a unit (less one unless the result would be odd) and shift. Subnormal ones: adding 1/2, whose last place is the smallest, lets the adder round.
    [MethodImpl(Inline)]
    public void StoreFloat16(ushort* destination)
    {
        var bits = _value.AsUInt32();
        var magnitude = bits & Vector256.Create(0x7FFFFFFFu);
        var code = (magnitude + ((magnitude >>> 13) & Vector256<uint>.One) - Vector256.Create((112u << 23) - 0xFFFu)) >>> 13;
        var subnormal = (magnitude.AsSingle() + Vector256.Create(0.5f)).AsUInt32() - Vector256.Create(126u << 23);
        code = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(113u << 23)), subnormal, code);
        code = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(143u << 23)), Vector256.Create(0x7C00u), code);
        code = Vector256.ConditionalSelect(Vector256.GreaterThan(magnitude, Vector256.Create(0x7F800000u)), ((magnitude >>> 13) & Vector256.Create(0x3FFu)) | Vector256.Create(0x7E00u), code);
        var sign = (bits >>> 16) & Vector256.Create(0x8000u);
        Vector128.Narrow((code | sign).GetLower(), (code | sign).GetUpper()).Store(destination);
    }

    [MethodImpl(Inline)]
    public static Lanes256 operator +(Lanes256 left, Lanes256 right) => new(left._value + right._value);

    [MethodImpl(Inline)]
    public static Lanes256 operator -(Lanes256 left, Lanes256 right) => new(left._value - right._value);

    [MethodImpl(Inline)]
    public static Lanes256 operator *(Lanes256 left, Lanes256 right) => new(left._value * right._value);

    [MethodImpl(Inline)]
    public static Lanes256 operator /(Lanes256 left, Lanes256 right) => new(left._value / right._value);

    [MethodImpl(Inline)]
    public static Lanes256 operator &(Lanes256 left, Lanes256 right) => new(left._value & right._value);

    [MethodImpl(Inline)]
    public static Lanes256 operator |(Lanes256 left, Lanes256 right) => new(left._value | right._value);

    [MethodImpl(Inline)]
    public static Lanes256 operator ^(Lanes256 left, Lanes256 right) => new(left._value ^ right._value);

    [MethodImpl(Inline)]
    public static Lanes256 FusedMultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(Vector256.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(Inline)]
    public static Lanes256 Abs(Lanes256 value) => new(Vector256.Abs(value._value));

    [MethodImpl(Inline)]
    public static Lanes256 Abs(Lanes256 value, Lanes256 magnitude) => Abs(value);

    [MethodImpl(Inline)]
    public static Lanes256 CopySign(Lanes256 magnitude, Lanes256 sign) => magnitude | (sign & Create(-0f));

    [MethodImpl(Inline)]
    public static Lanes256 Sqrt(Lanes256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(Inline)]
    public static Lanes256 FromInteger(Lanes256 bits) => new(Vector256.ConvertToSingle(bits._value.AsInt32()));

    [MethodImpl(Inline)]
    public static Lanes256 PositivePart(Lanes256 value) => new(Vector256.MaxNative(value._value, Vector256<float>.Zero));

    [MethodImpl(Inline)]
    public static Lanes256 GreaterThan(Lanes256 left, Lanes256 right) => new(Vector256.GreaterThan(left._value, right._value));

    [MethodImpl(Inline)]
    public static Lanes256 GreaterThanOrEqual(Lanes256 left, Lanes256 right) => new(Vector256.GreaterThanOrEqual(left._value, right._value));

    [MethodImpl(Inline)]
    public static Lanes256 SameBits(Lanes256 left, Lanes256 right) => new(Vector256.Equals(left._value.AsUInt32(), right._value.AsUInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 whenTrue, Lanes256 whenFalse) =>
        new(Avx.BlendVariable(whenFalse._value, whenTrue._value, mask._value));

    [MethodImpl(Inline)]
    public static Lanes256 SelectGreater(Lanes256 left, Lanes256 right, Lanes256 whenTrue, Lanes256 whenFalse) => Select(GreaterThan(left, right), whenTrue, whenFalse);

    [MethodImpl(Inline)]
    public static Lanes256 SelectSameBits(Lanes256 left, Lanes256 right, Lanes256 whenTrue, Lanes256 whenFalse) => Select(SameBits(left, right), whenTrue, whenFalse);

    [MethodImpl(Inline)]
    public static Lanes256 AddIfGreater(Lanes256 left, Lanes256 right, Lanes256 sum, Lanes256 value) => sum + (value & GreaterThan(left, right));

    [MethodImpl(Inline)]
    public static Lanes256 KeepBits(Lanes256 bits, float* lanes, Lanes256 value) => new(Vector256.AndNot(value._value, SameBits(bits & Load(lanes), default)._value));

    [MethodImpl(Inline)]
    public static Lanes256 MultiplyBits(Lanes256 bits, float* lanes, Lanes256 value, Lanes256 factor) => KeepBits(bits, lanes, value) * factor;

    [MethodImpl(Inline)]
    public static Lanes256 MultiplyUnlessGreater(Lanes256 left, Lanes256 right, Lanes256 value, Lanes256 factor) => SelectGreater(left, right, default, value) * factor;

    [MethodImpl(Inline)]
    public static Lanes256 AddProductBits(Lanes256 bits, float* lanes, Lanes256 value, Lanes256 factor, Lanes256 sum) => FusedMultiplyAdd(KeepBits(bits, lanes, value), factor, sum);

    [MethodImpl(Inline)]
    public static Lanes256 AddProductUnlessGreater(Lanes256 left, Lanes256 right, Lanes256 value, Lanes256 factor, Lanes256 sum) => FusedMultiplyAdd(SelectGreater(left, right, default, value), factor, sum);

    [MethodImpl(Inline)]
    public static Lanes256 AddBits(Lanes256 bits, Lanes256 lanes, Lanes256 sum, Lanes256 value) => sum + new Lanes256(Vector256.AndNot(value._value, SameBits(bits & lanes, default)._value));

    [MethodImpl(Inline)]
    public static Lanes256 SubtractIntegers(Lanes256 left, Lanes256 right) => new((left._value.AsInt32() - right._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes256 MaxIntegers(Lanes256 left, Lanes256 right) => new(Vector256.Max(left._value.AsInt32(), right._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes256 CountNegative(Lanes256 value, Lanes256 counts) => new((counts._value.AsInt32() - (value._value.AsInt32() >> 31)).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes256 CountSameBits(Lanes256 left, Lanes256 right, Lanes256 counts) => new((counts._value.AsInt32() - Vector256.Equals(left._value.AsInt32(), right._value.AsInt32())).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes256 HideSameBits(Lanes256 value, Lanes256 frequent, ref Lanes256 counts)
    {
        var same = SameBits(value, frequent);
        counts = SubtractIntegers(counts, same);
        return value | same;
    }

    [MethodImpl(Inline)]
    public static int Total(Lanes256 counts) => Vector256.Sum(counts._value.AsInt32());

    [MethodImpl(Inline)]
    public static uint Bits(Lanes256 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfSame(Lanes256 left, Lanes256 right) => Bits(SameBits(left, right));

    [MethodImpl(Inline)]
    public static uint BitsOfAtLeast(Lanes256 left, Lanes256 right) => Bits(GreaterThanOrEqual(left, right));

    [MethodImpl(Inline)]
    public static uint BitsOfAtMost(Lanes256 left, Lanes256 right) => AtMost(left, right).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfAtMostOrGreater(Lanes256 left, Lanes256 right, Lanes256 other, Lanes256 bound) =>
        (AtMost(left, right) | Vector256.GreaterThan(other._value.AsInt32(), bound._value.AsInt32()).AsUInt32()).ExtractMostSignificantBits();

    // These widths have no unsigned comparison.
    [MethodImpl(Inline)]
    private static Vector256<uint> AtMost(Lanes256 left, Lanes256 right) =>
        Vector256.Equals(Vector256.Min(left._value.AsUInt32(), right._value.AsUInt32()), left._value.AsUInt32());

    [MethodImpl(Inline)]
    public static int Compress(Lanes256 mask, Lanes256 value, float* destination) => CompressEight(Bits(mask), value, destination);

    [MethodImpl(Inline)]
    public static int CompressBits(uint bits, Lanes256 value, float* destination) => CompressEight(bits & 0xFF, value, destination);

    [MethodImpl(Inline)]
    private static int CompressEight(uint bits, Lanes256 value, float* destination)
    {
        Avx2.PermuteVar8x32(value._value, CompressOrders.Of(bits)).Store(destination);
        return BitOperations.PopCount(bits);
    }
}
