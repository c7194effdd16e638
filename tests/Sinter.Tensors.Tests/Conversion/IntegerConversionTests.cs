using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Tensors.Tests;

public class IntegerConversionTests
{
    [Fact]
    public void Integers_widen_to_the_nearest_float32()
    {
        Widened<long>(ElementType.I64, long.MinValue, -1, 0, (1L << 24) + 1, (1L << 24) + 3, (1L << 60) + (1L << 36), (1L << 60) + (1L << 36) + 1, long.MaxValue);
        Widened<ulong>(ElementType.U64, 0, (1UL << 63) + (1UL << 39), (1UL << 63) + (1UL << 39) + 1, (1UL << 63) + (3UL << 39), (1UL << 63) + (3UL << 39) - 1, ulong.MaxValue);
        Widened<int>(ElementType.I32, int.MinValue, -5, 16777217, 16777219, int.MaxValue);
        Widened<uint>(ElementType.U32, 0, 4294967167, 4294967168, 4294967169, uint.MaxValue);
        Widened<short>(ElementType.I16, short.MinValue, -1, short.MaxValue);
        Widened<ushort>(ElementType.U16, 0, 65535);
        Widened<sbyte>(ElementType.I8, -128, 127);
        Widened<byte>(ElementType.U8, 0, 255);
    }

    [Fact]
    public void Floats_round_to_even_and_saturate()
    {
        float[] values = [0.5f, 1.5f, -2.5f, 2.4999f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -300, 300];
        Rounded<long>(ElementType.I64, values).ShouldBe([0, 2, -2, 2, 0, long.MaxValue, long.MinValue, long.MaxValue, -300, 300]);
        Rounded<int>(ElementType.I32, values).ShouldBe([0, 2, -2, 2, 0, int.MaxValue, int.MinValue, int.MaxValue, -300, 300]);
        Rounded<short>(ElementType.I16, values).ShouldBe([0, 2, -2, 2, 0, short.MaxValue, short.MinValue, short.MaxValue, -300, 300]);
        Rounded<sbyte>(ElementType.I8, values).ShouldBe([0, 2, -2, 2, 0, 127, -128, 127, -128, 127]);
        Rounded<ulong>(ElementType.U64, values).ShouldBe([0, 2, 0, 2, 0, ulong.MaxValue, 0, ulong.MaxValue, 0, 300]);
        Rounded<uint>(ElementType.U32, values).ShouldBe([0, 2, 0, 2, 0, uint.MaxValue, 0, uint.MaxValue, 0, 300]);
        Rounded<ushort>(ElementType.U16, values).ShouldBe([0, 2, 0, 2, 0, 65535, 0, 65535, 0, 300]);
        Rounded<byte>(ElementType.U8, values).ShouldBe([0, 2, 0, 2, 0, 255, 0, 255, 0, 255]);
    }

    [Fact]
    public void Booleans_are_zero_or_not()
    {
        var values = new float[3];
        ElementConversion.ToSingle(ElementType.Bool, [0, 1, 2], values);
        values.ShouldBe([0, 1, 1]);
        var bytes = new byte[4];
        ElementConversion.FromSingle(ElementType.Bool, [0, -0f, 0.25f, float.NaN], bytes);
        bytes.ShouldBe(new byte[] { 0, 0, 1, 1 });
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() => ElementConversion.ToSingle(ElementType.BF16, new byte[5], new float[2])).Message.ShouldStartWith("5 bytes of BF16 are not 2 elements");
        Should.Throw<ArgumentException>(() => ElementConversion.FromSingle(ElementType.F32, new float[2], new byte[12]));
        Should.Throw<ArgumentOutOfRangeException>(() => ElementConversion.ToSingle(ElementType.Other, [], []));
        Should.Throw<ArgumentOutOfRangeException>(() => ElementConversion.LargestFinite(ElementType.I8));
    }

    private static void Widened<T>(ElementType type, params T[] source)
        where T : unmanaged, IBinaryInteger<T>
    {
        var values = new float[source.Length];
        ElementConversion.ToSingle(type, MemoryMarshal.AsBytes<T>(source), values);
        for (var i = 0; i < source.Length; i++)
        {
            var exact = BigInteger.CreateChecked(source[i]);
            BigInteger Distance(float candidate) => BigInteger.Abs(new BigInteger((double)candidate) - exact);
            var (down, up) = (MathF.BitDecrement(values[i]), MathF.BitIncrement(values[i]));
            Distance(values[i]).ShouldBeLessThanOrEqualTo(BigInteger.Min(Distance(down), Distance(up)), $"{source[i]}");
            if (Distance(values[i]) > 0 && (Distance(values[i]) == Distance(down) || Distance(values[i]) == Distance(up)))
                (BitConverter.SingleToUInt32Bits(values[i]) & 1).ShouldBe(0u, $"{source[i]} is a tie");
        }
    }

    private static T[] Rounded<T>(ElementType type, float[] values)
        where T : unmanaged
    {
        var result = new T[values.Length];
        ElementConversion.FromSingle(type, values, MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }
}
