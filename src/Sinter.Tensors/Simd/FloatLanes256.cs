using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>Eight floats in AVX2 with FMA.</summary>
internal readonly unsafe struct FloatLanes256(Vector256<float> value) : IFloatLanes<FloatLanes256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => 8;

    public static FloatLanes256 Zero => new(Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 All(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 LoadSome(float* source, int count) => new(Avx.MaskLoad(source, Mask(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSome(float* target, int count) => Avx.MaskStore(target, Mask(count), _value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator +(FloatLanes256 left, FloatLanes256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator -(FloatLanes256 left, FloatLanes256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator *(FloatLanes256 left, FloatLanes256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 operator /(FloatLanes256 left, FloatLanes256 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Fma(FloatLanes256 a, FloatLanes256 b, FloatLanes256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 FmaNegated(FloatLanes256 a, FloatLanes256 b, FloatLanes256 c) => new(System.Runtime.Intrinsics.X86.Fma.MultiplyAddNegated(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Min(FloatLanes256 left, FloatLanes256 right) => new(Avx.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Max(FloatLanes256 left, FloatLanes256 right) => new(Avx.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Sqrt(FloatLanes256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Round(FloatLanes256 value) => new(Vector256.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 Scale(FloatLanes256 value, FloatLanes256 exponent)
    {
        // two halves, so that 2^129 and subnormal results are reached without leaving the range of the factors
        var whole = Vector256.ConvertToInt32Native(exponent._value);
        var half = whole >> 1;
        var one = Vector256.Create(127);
        return new(value._value * ((half + one) << 23).AsSingle() * ((whole - half + one) << 23).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 WhereGreater(FloatLanes256 left, FloatLanes256 right, FloatLanes256 yes, FloatLanes256 no) => new(Vector256.ConditionalSelect(Vector256.GreaterThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes256 First(FloatLanes256 value, int count, FloatLanes256 rest) => new(Vector256.ConditionalSelect(Mask(count), value._value, rest._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Vector256.Sum(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest() => new FloatLanes128(Sse.Max(_value.GetLower(), _value.GetUpper())).Largest();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}
