using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>One lane: the elements a kernel's vectors leave over.</summary>
internal readonly unsafe struct Lanes1(float value) : ILanes<Lanes1>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private readonly float _value = value;

    public static int Count => 1;

    [MethodImpl(Inline)]
    public static Lanes1 Create(float value) => new(value);

    [MethodImpl(Inline)]
    public static Lanes1 LoadSame(float* source) => new(*source);

    [MethodImpl(Inline)]
    public static Lanes1 Load(float* source) => new(*source);

    [MethodImpl(Inline)]
    public void Store(float* destination) => *destination = _value;

    [MethodImpl(Inline)]
    public void AddTo(double* sums) => *sums += _value;

    [MethodImpl(Inline)]
    public static Lanes1 LoadBFloat16(ushort* source) => new((float)new BFloat16(*source));

    [MethodImpl(Inline)]
    public void StoreBFloat16(ushort* destination) => *destination = ((BFloat16)_value).Bits;

    [MethodImpl(Inline)]
    public void StoreFiniteBFloat16(ushort* destination) => StoreBFloat16(destination);

    [MethodImpl(Inline)]
    public static Lanes1 LoadBFloat16Pair(ushort* source, out Lanes1 odd)
    {
        odd = LoadBFloat16(source + 1);
        return LoadBFloat16(source);
    }

    [MethodImpl(Inline)]
    public static Lanes1 LoadBFloat16Pair(ushort* source, Lanes1 upperHalves, out Lanes1 odd) => LoadBFloat16Pair(source, out odd);

    [MethodImpl(Inline)]
    public static void StoreFiniteBFloat16Pair(Lanes1 even, Lanes1 odd, ushort* destination)
    {
        even.StoreFiniteBFloat16(destination);
        odd.StoreFiniteBFloat16(destination + 1);
    }

    // Through four lanes, for the same bits of a NaN.
    public static Lanes1 LoadFloat16(ushort* source)
    {
        ulong four = *source;
        var values = stackalloc float[Lanes128.Count];
        Lanes128.LoadFloat16((ushort*)&four).Store(values);
        return new(*values);
    }

    public void StoreFloat16(ushort* destination)
    {
        ulong four;
        Lanes128.Create(_value).StoreFloat16((ushort*)&four);
        *destination = (ushort)four;
    }

    [MethodImpl(Inline)]
    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left._value + right._value);

    [MethodImpl(Inline)]
    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left._value - right._value);

    [MethodImpl(Inline)]
    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left._value * right._value);

    [MethodImpl(Inline)]
    public static Lanes1 operator /(Lanes1 left, Lanes1 right) => new(left._value / right._value);

    [MethodImpl(Inline)]
    public static Lanes1 operator &(Lanes1 left, Lanes1 right) => FromBits(left.AsBits() & right.AsBits());

    [MethodImpl(Inline)]
    public static Lanes1 operator |(Lanes1 left, Lanes1 right) => FromBits(left.AsBits() | right.AsBits());

    [MethodImpl(Inline)]
    public static Lanes1 operator ^(Lanes1 left, Lanes1 right) => FromBits(left.AsBits() ^ right.AsBits());

    [MethodImpl(Inline)]
    public static Lanes1 FusedMultiplyAdd(Lanes1 left, Lanes1 right, Lanes1 addend) =>
        new(MathF.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(Inline)]
    public static Lanes1 Abs(Lanes1 value) => new(MathF.Abs(value._value));

    [MethodImpl(Inline)]
    public static Lanes1 Abs(Lanes1 value, Lanes1 magnitude) => Abs(value);

    [MethodImpl(Inline)]
    public static Lanes1 CopySign(Lanes1 magnitude, Lanes1 sign) => magnitude | (sign & Create(-0f));

    [MethodImpl(Inline)]
    public static Lanes1 Sqrt(Lanes1 value) => new(MathF.Sqrt(value._value));

    [MethodImpl(Inline)]
    public static Lanes1 FromInteger(Lanes1 bits) => new((int)bits.AsBits());

    [MethodImpl(Inline)]
    public static Lanes1 PositivePart(Lanes1 value) => value._value > 0 ? value : default;

    [MethodImpl(Inline)]
    public static Lanes1 GreaterThan(Lanes1 left, Lanes1 right) => Mask(left._value > right._value);

    [MethodImpl(Inline)]
    public static Lanes1 GreaterThanOrEqual(Lanes1 left, Lanes1 right) => Mask(left._value >= right._value);

    [MethodImpl(Inline)]
    public static Lanes1 SameBits(Lanes1 left, Lanes1 right) => Mask(left.AsBits() == right.AsBits());

    [MethodImpl(Inline)]
    public static Lanes1 Select(Lanes1 mask, Lanes1 whenTrue, Lanes1 whenFalse) =>
        FromBits((whenTrue.AsBits() & mask.AsBits()) | (whenFalse.AsBits() & ~mask.AsBits()));

    [MethodImpl(Inline)]
    public static Lanes1 SelectGreater(Lanes1 left, Lanes1 right, Lanes1 whenTrue, Lanes1 whenFalse) => Select(GreaterThan(left, right), whenTrue, whenFalse);

    [MethodImpl(Inline)]
    public static Lanes1 SelectSameBits(Lanes1 left, Lanes1 right, Lanes1 whenTrue, Lanes1 whenFalse) => Select(SameBits(left, right), whenTrue, whenFalse);

    [MethodImpl(Inline)]
    public static Lanes1 AddIfGreater(Lanes1 left, Lanes1 right, Lanes1 sum, Lanes1 value) => sum + (value & GreaterThan(left, right));

    [MethodImpl(Inline)]
    public static Lanes1 KeepBits(Lanes1 bits, float* lanes, Lanes1 value) => value & SameBits(bits & Load(lanes), Load(lanes));

    [MethodImpl(Inline)]
    public static Lanes1 MultiplyBits(Lanes1 bits, float* lanes, Lanes1 value, Lanes1 factor) => KeepBits(bits, lanes, value) * factor;

    [MethodImpl(Inline)]
    public static Lanes1 MultiplyUnlessGreater(Lanes1 left, Lanes1 right, Lanes1 value, Lanes1 factor) => SelectGreater(left, right, default, value) * factor;

    [MethodImpl(Inline)]
    public static Lanes1 AddProductBits(Lanes1 bits, float* lanes, Lanes1 value, Lanes1 factor, Lanes1 sum) => FusedMultiplyAdd(KeepBits(bits, lanes, value), factor, sum);

    [MethodImpl(Inline)]
    public static Lanes1 AddProductUnlessGreater(Lanes1 left, Lanes1 right, Lanes1 value, Lanes1 factor, Lanes1 sum) => FusedMultiplyAdd(SelectGreater(left, right, default, value), factor, sum);

    [MethodImpl(Inline)]
    public static Lanes1 AddBits(Lanes1 bits, Lanes1 lanes, Lanes1 sum, Lanes1 value) => sum + (value & SameBits(bits & lanes, lanes));

    [MethodImpl(Inline)]
    public static Lanes1 SubtractIntegers(Lanes1 left, Lanes1 right) => FromBits(left.AsBits() - right.AsBits());

    [MethodImpl(Inline)]
    public static Lanes1 MaxIntegers(Lanes1 left, Lanes1 right) => FromBits((uint)Math.Max((int)left.AsBits(), (int)right.AsBits()));

    [MethodImpl(Inline)]
    public static Lanes1 CountNegative(Lanes1 value, Lanes1 counts) => FromBits(counts.AsBits() + (value.AsBits() >> 31));

    [MethodImpl(Inline)]
    public static Lanes1 CountSameBits(Lanes1 left, Lanes1 right, Lanes1 counts) => FromBits(counts.AsBits() + (left.AsBits() == right.AsBits() ? 1u : 0));

    [MethodImpl(Inline)]
    public static Lanes1 HideSameBits(Lanes1 value, Lanes1 frequent, ref Lanes1 counts)
    {
        var same = SameBits(value, frequent);
        counts = SubtractIntegers(counts, same);
        return value | same;
    }

    [MethodImpl(Inline)]
    public static int Total(Lanes1 counts) => (int)counts.AsBits();

    [MethodImpl(Inline)]
    public static uint Bits(Lanes1 mask) => mask.AsBits() >> 31;

    [MethodImpl(Inline)]
    public static uint BitsOfSame(Lanes1 left, Lanes1 right) => Bits(SameBits(left, right));

    [MethodImpl(Inline)]
    public static uint BitsOfAtLeast(Lanes1 left, Lanes1 right) => Bits(GreaterThanOrEqual(left, right));

    [MethodImpl(Inline)]
    public static uint BitsOfAtMost(Lanes1 left, Lanes1 right) => BitConverter.SingleToUInt32Bits(left._value) <= BitConverter.SingleToUInt32Bits(right._value) ? 1u : 0;

    [MethodImpl(Inline)]
    public static uint BitsOfAtMostOrGreater(Lanes1 left, Lanes1 right, Lanes1 other, Lanes1 bound) =>
        BitsOfAtMost(left, right) | (BitConverter.SingleToInt32Bits(other._value) > BitConverter.SingleToInt32Bits(bound._value) ? 1u : 0);

    [MethodImpl(Inline)]
    public static int Compress(Lanes1 mask, Lanes1 value, float* destination)
    {
        *destination = value._value;
        return (int)Bits(mask);
    }

    [MethodImpl(Inline)]
    public static int CompressBits(uint bits, Lanes1 value, float* destination)
    {
        value.Store(destination);
        return (int)(bits & 1);
    }

    [MethodImpl(Inline)]
    private static Lanes1 Mask(bool value) => FromBits(value ? uint.MaxValue : 0);

    [MethodImpl(Inline)]
    private static Lanes1 FromBits(uint bits) => new(BitConverter.UInt32BitsToSingle(bits));

    [MethodImpl(Inline)]
    private uint AsBits() => BitConverter.SingleToUInt32Bits(_value);
}
