using System.Runtime.InteropServices;

namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class FloatConversionTests
{
    public static TheoryData<ElementType> SmallFormats => [ElementType.F16, ElementType.BF16, ElementType.F8E4M3, ElementType.F8E5M2];

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    [InlineData(ElementType.F8E4M3)]
    [InlineData(ElementType.I32)]
    public void Rounding_and_checking_at_once_gives_what_rounding_gives_and_notices_what_does_not_fit(ElementType type)
    {
        var largest = type == ElementType.I32 ? float.MaxValue : ElementConversion.LargestFinite(type);
        for (var length = 0; length < 70; length++)
        {
            var values = Samples.Normal(length, length, 0.02);
            if (length > 0) values[^1] = type == ElementType.I32 ? 7 : largest;
            var (expected, result) = (new byte[length * type.Size()], new byte[length * type.Size()]);
            ElementConversion.FromSingle(type, values, expected);
            ElementConversion.TryFromSingle(type, values, result).ShouldBeTrue();
            result.ShouldBe(expected);
            for (var place = 0; place < length; place++)
            {
                foreach (var bad in new[] { float.NaN, float.NegativeInfinity, MathF.BitIncrement(largest) })
                {
                    float[] spoilt = [.. values];
                    spoilt[place] = bad;
                    ElementConversion.TryFromSingle(type, spoilt, result).ShouldBeFalse();
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(SmallFormats))]
    public void Every_code_widens_to_its_exact_value(ElementType type)
    {
        var format = SmallFloat.Of(type);
        var codes = AllCodes(format);
        var values = new float[codes.Length / type.Size()];
        ElementConversion.ToSingle(type, codes, values);
        for (var code = 0; code < values.Length; code++)
            BitConverter.DoubleToInt64Bits(Canonical(values[code])).ShouldBe(BitConverter.DoubleToInt64Bits(Canonical(format.Decode(code))), $"code {code:X}");
    }

    [Theory]
    [MemberData(nameof(SmallFormats))]
    public void Every_code_survives_the_way_to_float32_and_back(ElementType type)
    {
        var format = SmallFloat.Of(type);
        var codes = AllCodes(format);
        var values = new float[codes.Length / type.Size()];
        var back = new byte[codes.Length];
        ElementConversion.ToSingle(type, codes, values);
        ElementConversion.FromSingle(type, values, back);
        for (var code = 0; code < values.Length; code++)
        {
            var found = CodeAt(type, back, code);
            if (double.IsNaN(format.Decode(code))) double.IsNaN(format.Decode(found)).ShouldBeTrue($"code {code:X} is a NaN, {found:X} is not");
            else found.ShouldBe(code);
        }
    }

    [Theory]
    [MemberData(nameof(SmallFormats))]
    public void Rounding_goes_to_the_nearest_value_and_ties_to_even(ElementType type)
    {
        var format = SmallFloat.Of(type);
        var values = CriticalValues(format);
        var bytes = new byte[values.Length * type.Size()];
        ElementConversion.FromSingle(type, values, bytes);
        for (var i = 0; i < values.Length; i++)
        {
            var found = CodeAt(type, bytes, i);
            var expected = format.Encode(values[i]);
            if (expected is { } code ? found != code : !double.IsNaN(format.Decode(found)))
                Assert.Fail($"{values[i]:R} ({BitConverter.SingleToUInt32Bits(values[i]):X8}) became {found:X}, not {expected:X}");
        }
    }

    [Theory]
    [MemberData(nameof(SmallFormats))]
    public void The_largest_finite_input_is_the_last_that_does_not_overflow(ElementType type)
    {
        var largest = ElementConversion.LargestFinite(type);
        double[] results = [.. new[] { largest, -largest, MathF.BitIncrement(largest) }.Select(value => SmallFloat.Of(type).Decode(CodeOf(type, value)))];
        double.IsFinite(results[0]).ShouldBeTrue();
        results[1].ShouldBe(-results[0]);
        double.IsFinite(results[2]).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(SmallFormats))]
    public void Any_length_and_any_alignment_give_the_same_elements(ElementType type)
    {
        var format = SmallFloat.Of(type);
        var values = CriticalValues(format)[..300];
        var size = type.Size();
        var whole = new byte[values.Length * size];
        ElementConversion.FromSingle(type, values, whole);
        for (var length = 0; length < 70; length++)
        {
            var bytes = new byte[1 + (length * size) + 1];
            ElementConversion.FromSingle(type, values.AsSpan(3, length), bytes.AsSpan(1, length * size));
            bytes.AsSpan(1, length * size).SequenceEqual(whole.AsSpan(3 * size, length * size)).ShouldBeTrue();
            (bytes[0], bytes[^1]).ShouldBe(((byte)0, (byte)0));
            var floats = new float[length + 2];
            ElementConversion.ToSingle(type, bytes.AsSpan(1, length * size), floats.AsSpan(1, length));
            for (var i = 0; i < length; i++) Canonical(floats[1 + i]).ShouldBe(Canonical(format.Decode(CodeAt(type, whole, 3 + i))));
            (floats[0], floats[^1]).ShouldBe((0f, 0f));
        }
    }

    [Fact]
    public void Float64_rounds_to_nearest_and_comes_back_exactly()
    {
        double[] source = [0, -0.0, 1.0 / 3, 1e300, -1e300, 1e-300, double.NaN, double.NegativeInfinity, 1 + Math.ScaleB(1, -24), 1 + (3 * Math.ScaleB(1, -24)), Math.PI];
        var values = new float[source.Length];
        ElementConversion.ToSingle(ElementType.F64, MemoryMarshal.AsBytes<double>(source), values);
        values.ShouldBe(source.Select(value => (float)value));
        var back = new double[source.Length];
        ElementConversion.FromSingle(ElementType.F64, values, MemoryMarshal.AsBytes(back.AsSpan()));
        back.ShouldBe(values.Select(value => (double)value));
    }

    [Fact]
    public void Float32_is_copied_bit_for_bit()
    {
        uint[] bits = [0, 0x80000000, 0x7FA12345, 0xFF800000, 0x00000001];
        var values = new float[bits.Length];
        ElementConversion.ToSingle(ElementType.F32, MemoryMarshal.AsBytes<uint>(bits), values);
        var bytes = new byte[bits.Length * sizeof(float)];
        ElementConversion.FromSingle(ElementType.F32, values, bytes);
        MemoryMarshal.Cast<byte, uint>(bytes).ToArray().ShouldBe(bits);
    }

    [Fact]
    public void BFloat16_converts_like_the_block_kernel()
    {
        foreach (var value in CriticalValues(SmallFloat.BF16))
        {
            var one = (BFloat16)value;
            one.Bits.ShouldBe((ushort)CodeOf(ElementType.BF16, value));
            Canonical((float)one).ShouldBe(Canonical(SmallFloat.BF16.Decode(one.Bits)));
        }

        ((BFloat16)1.5f).ShouldBe(new BFloat16(0x3FC0));
        (new BFloat16(0) == new BFloat16(0x8000)).ShouldBeFalse();
        new BFloat16(0xC000).ToString().ShouldBe("-2");
    }

    // Every value, every midpoint of neighbours and what lies one step beside them, both signs, the specials, and patterns of all sizes.
    private static float[] CriticalValues(SmallFloat format)
    {
        var values = new List<float> { 0, float.NaN, float.PositiveInfinity, float.MaxValue, float.Epsilon, BitConverter.UInt32BitsToSingle(0x7F800001), BitConverter.UInt32BitsToSingle(0x7FFFFFFF) };
        for (var code = 0; code < format.FiniteCodes; code++)
        {
            var value = (float)format.Decode(code);
            var middle = (float)((format.Decode(code) + (code + 1 < format.FiniteCodes ? format.Decode(code + 1) : format.Decode(code) + format.Decode(code) - format.Decode(code - 1))) / 2);
            values.AddRange([value, middle, MathF.BitDecrement(middle), MathF.BitIncrement(middle)]);
        }

        for (uint high = 0; high < 0x8000; high += 3) values.Add(BitConverter.UInt32BitsToSingle((high << 16) | ((high * 40503) & 0xFFFF)));
        return [.. values, .. values.Select(value => -value)];
    }

    private static byte[] AllCodes(SmallFloat format) => format.Bits == 8
        ? [.. Enumerable.Range(0, 256).Select(code => (byte)code)]
        : MemoryMarshal.AsBytes<ushort>(Enumerable.Range(0, 65536).Select(code => (ushort)code).ToArray()).ToArray();

    private static int CodeOf(ElementType type, float value)
    {
        var bytes = new byte[type.Size()];
        ElementConversion.FromSingle(type, [value], bytes);
        return CodeAt(type, bytes, 0);
    }

    private static int CodeAt(ElementType type, ReadOnlySpan<byte> bytes, int index) =>
        type.Size() == 1 ? bytes[index] : MemoryMarshal.Cast<byte, ushort>(bytes)[index];

    private static double Canonical(double value) => double.IsNaN(value) ? double.NaN : value;
}
