using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>16 lanes: AVX-512.</summary>
internal readonly unsafe struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    [MethodImpl(Inline)]
    public static Lanes512 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(Inline)]
    public static Lanes512 LoadSame(float* source) => new(Vector512.Create(*source));

    [MethodImpl(Inline)]
    public static Lanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(Inline)]
    public void Store(float* destination) => _value.Store(destination);

    [MethodImpl(Inline)]
    public void AddTo(double* sums)
    {
        var (lower, upper) = Vector512.Widen(_value);
        (Vector512.Load(sums) + lower).Store(sums);
        (Vector512.Load(sums + (Count / 2)) + upper).Store(sums + (Count / 2));
    }

    [MethodImpl(Inline)]
    public static Lanes512 LoadBFloat16(ushort* source) =>
        new((Avx512F.ConvertToVector512UInt32(Vector256.Load(source)) << 16).AsSingle());

    [MethodImpl(Inline)]
    public void StoreBFloat16(ushort* destination) => Avx512F.ConvertToVector256UInt16(RoundToBFloat16()).Store(destination);

    [MethodImpl(Inline)]
    public void StoreFiniteBFloat16(ushort* destination) => Avx512F.ConvertToVector256UInt16(RoundFinite() >>> 16).Store(destination);

    [MethodImpl(Inline)]
    private Vector512<uint> RoundToBFloat16()
    {
        var bits = _value.AsUInt32();
        return Vector512.ConditionalSelect(Vector512.Equals(_value, _value).AsUInt32(), RoundFinite() >>> 16, (bits >>> 16) | Vector512.Create(0x40u));
    }

    [MethodImpl(Inline)]
    public static Lanes512 LoadBFloat16Pair(ushort* source, out Lanes512 odd)
    {
        var both = Vector512.Load((uint*)source);
        odd = new((both & Vector512.Create(0xFFFF0000u)).AsSingle());
        return new((both << 16).AsSingle());
    }

    [MethodImpl(Inline)]
    public static Lanes512 LoadBFloat16Pair(ushort* source, Lanes512 upperHalves, out Lanes512 odd)
    {
        var both = Vector512.Load((uint*)source);
        odd = new((both & upperHalves._value.AsUInt32()).AsSingle());
        return new((both << 16).AsSingle());
    }

    [MethodImpl(Inline)]
    public static void StoreFiniteBFloat16Pair(Lanes512 even, Lanes512 odd, ushort* destination) =>
        Vector512.ConditionalSelect(Vector512.Create(0xFFFF0000u), odd.RoundFinite(), even.RoundFinite() >>> 16).Store((uint*)destination);

    // The upper halves are the result.
    [MethodImpl(Inline)]
    private Vector512<uint> RoundFinite()
    {
        var bits = _value.AsUInt32();
        return bits + Vector512.Create(0x7FFFu) + ((bits >>> 16) & Vector512<uint>.One);
    }

    // The exponent's bias differs by 112, twice that for infinity and NaN; a subnormal is a difference of two normal numbers.
    [MethodImpl(Inline)]
    public static Lanes512 LoadFloat16(ushort* source)
    {
        var bits = Avx512F.ConvertToVector512UInt32(Vector256.Load(source));
        var magnitude = (bits & Vector512.Create(0x7FFFu)) << 13;
        var normal = magnitude + Vector512.Create(112u << 23) + (Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(31u << 23)) & Vector512.Create(112u << 23));
        var subnormal = ((magnitude + Vector512.Create(113u << 23)).AsSingle() - Vector512.Create(1f / 16384)).AsUInt32();
        var value = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(1u << 23)), subnormal, normal);
        return new((value | ((bits & Vector512.Create(0x8000u)) << 16)).AsSingle());
    }

    // Normal results: add half a unit (less one unless the result would be odd) and shift. Subnormal ones: adding 1/2, whose last place is the smallest, lets the adder round.
    [MethodImpl(Inline)]
    public void StoreFloat16(ushort* destination)
    {
        var bits = _value.AsUInt32();
        var magnitude = bits & Vector512.Create(0x7FFFFFFFu);
        var code = (magnitude + ((magnitude >>> 13) & Vector512<uint>.One) - Vector512.Create((112u << 23) - 0xFFFu)) >>> 13;
        var subnormal = (magnitude.AsSingle() + Vector512.Create(0.5f)).AsUInt32() - Vector512.Create(126u << 23);
        code = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(113u << 23)), subnormal, code);
        code = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(143u << 23)), Vector512.Create(0x7C00u), code);
        code = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(0x7F800000u)), ((magnitude >>> 13) & Vector512.Create(0x3FFu)) | Vector512.Create(0x7E00u), code);
        var sign = (bits >>> 16) & Vector512.Create(0x8000u);
        Avx512F.ConvertToVector256UInt16(code | sign).Store(destination);
    }

    [MethodImpl(Inline)]
    public static Lanes512 operator +(Lanes512 left, Lanes512 right) => new(left._value + right._value);

    [MethodImpl(Inline)]
    public static Lanes512 operator -(Lanes512 left, Lanes512 right) => new(left._value - right._value);

    [MethodImpl(Inline)]
    public static Lanes512 operator *(Lanes512 left, Lanes512 right) => new(left._value * right._value);

    [MethodImpl(Inline)]
    public static Lanes512 operator /(Lanes512 left, Lanes512 right) => new(left._value / right._value);

    [MethodImpl(Inline)]
    public static Lanes512 operator &(Lanes512 left, Lanes512 right) => new(left._value & right._value);

    [MethodImpl(Inline)]
    public static Lanes512 operator |(Lanes512 left, Lanes512 right) => new(left._value | right._value);

    [MethodImpl(Inline)]
    public static Lanes512 operator ^(Lanes512 left, Lanes512 right) => new(left._value ^ right._value);

    [MethodImpl(Inline)]
    public static Lanes512 FusedMultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Vector512.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(Inline)]
    public static Lanes512 Abs(Lanes512 value) => new(Vector512.Abs(value._value));

    [MethodImpl(Inline)]
    public static Lanes512 Abs(Lanes512 value, Lanes512 magnitude) => value & magnitude;

    [MethodImpl(Inline)]
    public static Lanes512 CopySign(Lanes512 magnitude, Lanes512 sign) => new(Vector512.ConditionalSelect(Vector512.Create(-0f), sign._value, magnitude._value));

    [MethodImpl(Inline)]
    public static Lanes512 Sqrt(Lanes512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(Inline)]
    public static Lanes512 FromInteger(Lanes512 bits) => new(Vector512.ConvertToSingle(bits._value.AsInt32()));

    [MethodImpl(Inline)]
    public static Lanes512 PositivePart(Lanes512 value) => new(Vector512.MaxNative(value._value, Vector512<float>.Zero));

    [MethodImpl(Inline)]
    public static Lanes512 GreaterThan(Lanes512 left, Lanes512 right) => new(Vector512.GreaterThan(left._value, right._value));

    [MethodImpl(Inline)]
    public static Lanes512 GreaterThanOrEqual(Lanes512 left, Lanes512 right) => new(Vector512.GreaterThanOrEqual(left._value, right._value));

    [MethodImpl(Inline)]
    public static Lanes512 SameBits(Lanes512 left, Lanes512 right) => new(Vector512.Equals(left._value.AsUInt32(), right._value.AsUInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes512 Select(Lanes512 mask, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Vector512.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));

    [MethodImpl(Inline)]
    public static Lanes512 SelectGreater(Lanes512 left, Lanes512 right, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(Inline)]
    public static Lanes512 SelectSameBits(Lanes512 left, Lanes512 right, Lanes512 whenTrue, Lanes512 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._value.AsUInt32(), right._value.AsUInt32()).AsSingle(), whenTrue._value, whenFalse._value));

    [MethodImpl(Inline)]
    public static Lanes512 AddIfGreater(Lanes512 left, Lanes512 right, Lanes512 sum, Lanes512 value) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), sum._value + value._value, sum._value));

    [MethodImpl(Inline)]
    public static Lanes512 KeepBits(Lanes512 bits, float* lanes, Lanes512 value) =>
        new(Vector512.ConditionalSelect(~Vector512.Equals(bits._value.AsUInt32() & Vector512.Load((uint*)lanes), Vector512<uint>.Zero).AsSingle(), value._value, Vector512<float>.Zero));

    [MethodImpl(Inline)]
    public static Lanes512 MultiplyBits(Lanes512 bits, float* lanes, Lanes512 value, Lanes512 factor) =>
        new(Vector512.ConditionalSelect(~Vector512.Equals(bits._value.AsUInt32() & Vector512.Load((uint*)lanes), Vector512<uint>.Zero).AsSingle(), value._value * factor._value, Vector512<float>.Zero));

    [MethodImpl(Inline)]
    public static Lanes512 MultiplyUnlessGreater(Lanes512 left, Lanes512 right, Lanes512 value, Lanes512 factor) =>
        new(Vector512.ConditionalSelect(~Vector512.GreaterThan(left._value, right._value), value._value * factor._value, Vector512<float>.Zero));

    [MethodImpl(Inline)]
    public static Lanes512 AddProductBits(Lanes512 bits, float* lanes, Lanes512 value, Lanes512 factor, Lanes512 sum) =>
        new(Vector512.ConditionalSelect(
            ~Vector512.Equals(bits._value.AsUInt32() & Vector512.Load((uint*)lanes), Vector512<uint>.Zero).AsSingle(), Vector512.FusedMultiplyAdd(value._value, factor._value, sum._value), sum._value));

    [MethodImpl(Inline)]
    public static Lanes512 AddProductUnlessGreater(Lanes512 left, Lanes512 right, Lanes512 value, Lanes512 factor, Lanes512 sum) =>
        new(Vector512.ConditionalSelect(~Vector512.GreaterThan(left._value, right._value), Vector512.FusedMultiplyAdd(value._value, factor._value, sum._value), sum._value));

    [MethodImpl(Inline)]
    public static Lanes512 AddBits(Lanes512 bits, Lanes512 lanes, Lanes512 sum, Lanes512 value) =>
        new(Vector512.ConditionalSelect(~Vector512.Equals(bits._value.AsUInt32() & lanes._value.AsUInt32(), Vector512<uint>.Zero).AsSingle(), sum._value + value._value, sum._value));

    [MethodImpl(Inline)]
    public static Lanes512 SubtractIntegers(Lanes512 left, Lanes512 right) => new((left._value.AsInt32() - right._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes512 MaxIntegers(Lanes512 left, Lanes512 right) => new(Vector512.Max(left._value.AsInt32(), right._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes512 CountNegative(Lanes512 value, Lanes512 counts) => new((counts._value.AsUInt32() + (value._value.AsUInt32() >>> 31)).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes512 CountSameBits(Lanes512 left, Lanes512 right, Lanes512 counts) => new(Vector512.ConditionalSelect(Vector512.Equals(left._value.AsInt32(), right._value.AsInt32()), counts._value.AsInt32() + Vector512<int>.One, counts._value.AsInt32()).AsSingle());

    [MethodImpl(Inline)]
    public static Lanes512 HideSameBits(Lanes512 value, Lanes512 frequent, ref Lanes512 counts)
    {
        counts = CountSameBits(value, frequent, counts);
        return SelectSameBits(value, frequent, new(Vector512<float>.AllBitsSet), value);
    }

    [MethodImpl(Inline)]
    public static int Total(Lanes512 counts) => Vector512.Sum(counts._value.AsInt32());

    [MethodImpl(Inline)]
    public static uint Bits(Lanes512 mask) => (uint)mask._value.ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfSame(Lanes512 left, Lanes512 right) => (uint)Vector512.Equals(left._value.AsUInt32(), right._value.AsUInt32()).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfAtLeast(Lanes512 left, Lanes512 right) => (uint)Vector512.GreaterThanOrEqual(left._value, right._value).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfAtMost(Lanes512 left, Lanes512 right) => (uint)Vector512.LessThanOrEqual(left._value.AsUInt32(), right._value.AsUInt32()).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static uint BitsOfAtMostOrGreater(Lanes512 left, Lanes512 right, Lanes512 other, Lanes512 bound) =>
        (uint)(Vector512.LessThanOrEqual(left._value.AsUInt32(), right._value.AsUInt32()) | Vector512.GreaterThan(other._value.AsInt32(), bound._value.AsInt32()).AsUInt32()).ExtractMostSignificantBits();

    [MethodImpl(Inline)]
    public static int Compress(Lanes512 mask, Lanes512 value, float* destination)
    {
        Avx512F.Compress(Vector512<float>.Zero, mask._value, value._value).Store(destination);
        return BitOperations.PopCount(Bits(mask));
    }

    [MethodImpl(Inline)]
    public static int CompressBits(uint bits, Lanes512 value, float* destination)
    {
        var lanes = Vector512.Create(1u, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
        Avx512F.Compress(Vector512<float>.Zero, Vector512.Equals(Vector512.Create(bits) & lanes, lanes).AsSingle(), value._value).Store(destination);
        return BitOperations.PopCount(bits & 0xFFFF);
    }
}
