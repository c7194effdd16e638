using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sinter.Tensors;

/// <summary>Four floats on any machine.</summary>
internal readonly unsafe struct FloatLanes128(Vector128<float> value) : IFloatLanes<FloatLanes128>
{
    private readonly Vector128<float> _value = value;

    public static int Count => 4;

    public static FloatLanes128 Zero => new(Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 All(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 LoadSome(float* source, int count) => new(Vector128.Create(source[0], count > 1 ? source[1] : 0, count > 2 ? source[2] : 0, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreSome(float* target, int count)
    {
        for (var i = 0; i < count; i++) target[i] = _value.GetElement(i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator +(FloatLanes128 left, FloatLanes128 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator -(FloatLanes128 left, FloatLanes128 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator *(FloatLanes128 left, FloatLanes128 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 operator /(FloatLanes128 left, FloatLanes128 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Fma(FloatLanes128 a, FloatLanes128 b, FloatLanes128 c) => new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 FmaNegated(FloatLanes128 a, FloatLanes128 b, FloatLanes128 c) => new(Vector128.MultiplyAddEstimate(-a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Min(FloatLanes128 left, FloatLanes128 right) => new(Vector128.ConditionalSelect(Vector128.LessThan(left._value, right._value), left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Max(FloatLanes128 left, FloatLanes128 right) => new(Vector128.ConditionalSelect(Vector128.GreaterThan(left._value, right._value), left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Sqrt(FloatLanes128 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Round(FloatLanes128 value) => new(Vector128.Round(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 Scale(FloatLanes128 value, FloatLanes128 exponent)
    {
        // two halves, so that 2^129 and subnormal results are reached without leaving the range of the factors
        var whole = Vector128.ConvertToInt32Native(exponent._value);
        var half = whole >> 1;
        var one = Vector128.Create(127);
        return new(value._value * ((half + one) << 23).AsSingle() * ((whole - half + one) << 23).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 WhereGreater(FloatLanes128 left, FloatLanes128 right, FloatLanes128 yes, FloatLanes128 no) => new(Vector128.ConditionalSelect(Vector128.GreaterThan(left._value, right._value), yes._value, no._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLanes128 First(FloatLanes128 value, int count, FloatLanes128 rest) => new(Vector128.ConditionalSelect(Mask(count), value._value, rest._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => Vector128.Sum(_value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest()
    {
        var halves = Max(this, new(Vector128.Shuffle(_value, Vector128.Create(2, 3, 0, 1))));
        return Max(halves, new(Vector128.Shuffle(halves._value, Vector128.Create(1, 0, 3, 2))))._value.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mask(int count) => Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).AsSingle();
}
