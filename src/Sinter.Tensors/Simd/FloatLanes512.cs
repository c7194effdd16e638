using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Sinter.Tensors;

/// <summary>Sixteen floats in AVX-512.</summary>
internal readonly unsafe struct FloatLanes512(Vector512<float> value) : IFloatLanes<FloatLanes512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => 16;

    public static FloatLanes512 Zero => new(Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 All(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 LoadSome(float* source, int count) => new(Avx512F.MaskLoad(source, Mask(count), Vector512<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSome(float* target, int count) => Avx512F.MaskStore(target, Mask(count), _value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator +(FloatLanes512 left, FloatLanes512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator -(FloatLanes512 left, FloatLanes512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator *(FloatLanes512 left, FloatLanes512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 operator /(FloatLanes512 left, FloatLanes512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Fma(FloatLanes512 a, FloatLanes512 b, FloatLanes512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 FmaNegated(FloatLanes512 a, FloatLanes512 b, FloatLanes512 c) => new(Avx512F.FusedMultiplyAddNegated(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Min(FloatLanes512 left, FloatLanes512 right) => new(Avx512F.Min(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Max(FloatLanes512 left, FloatLanes512 right) => new(Avx512F.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Sqrt(FloatLanes512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Round(FloatLanes512 value) => new(Vector512.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 Scale(FloatLanes512 value, FloatLanes512 exponent) => new(Avx512F.Scale(value._value, exponent._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 WhereGreater(FloatLanes512 left, FloatLanes512 right, FloatLanes512 yes, FloatLanes512 no) => new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes512 First(FloatLanes512 value, int count, FloatLanes512 rest) => new(Vector512.ConditionalSelect(Mask(count), value._value, rest._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Vector512.Sum(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest() => new FloatLanes256(Avx.Max(_value.GetLower(), _value.GetUpper())).Largest();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
