namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public unsafe class LinearCombinationTests
{
    public static TheoryData<ElementType, int, int, bool, float> Cases
    {
        get
        {
            var data = new TheoryData<ElementType, int, int, bool, float>();
            foreach (var type in new[] { ElementType.BF16, ElementType.F16, ElementType.F32 })
                foreach (var count in new[] { 0, 1, 15, 16, 63, 64, 65, 200, 1003 })
                    foreach (var (models, subtract, b) in new[] { (1, true, 1f), (2, false, 0f), (3, true, 1f), (5, false, 0.25f), (16, true, 0f) })
                        data.Add(type, count, models, subtract, b);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stored_elements_combine_as_the_formula_says_with_one_rounding_at_the_end(ElementType type, int count, int models, bool subtract, float b)
    {
        using var streams = new Streams(type, count, models);
        var coefficients = Coefficients(models);
        var result = new byte[count * type.Size()];
        fixed (byte* target = result)
            LinearCombination.CombineStored(type, streams.Origin, b, subtract, streams.Inputs, coefficients, target, count).ShouldBeTrue();

        var expected = new byte[result.Length];
        ElementConversion.FromSingle(type, Reference(streams, coefficients, subtract, b), expected);
        result.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float32_blocks_combine_with_the_same_bits(ElementType type, int count, int models, bool subtract, float b)
    {
        using var streams = new Streams(type, count, models);
        var coefficients = Coefficients(models);
        using var floats = new NativeBuffer<float>((models + 2) * (count + 16L));
        var inputs = new nint[models];
        streams.Floats(-1).CopyTo(floats.Slice(0, count));
        for (var k = 0; k < models; k++)
        {
            var slot = floats.Slice((k + 1) * (count + 16L), count);
            var values = streams.Floats(k);
            for (var i = 0; i < count; i++) slot[i] = subtract ? values[i] - floats.Pointer[i] : values[i];
            inputs[k] = (nint)(floats.Pointer + ((k + 1) * (count + 16L)));
        }

        var result = new float[count];
        LinearCombination.Combine(floats.Pointer, b, inputs, coefficients, result);
        result.ShouldHaveBitsOf(Reference(streams, coefficients, subtract, b));

        // In place, over the first input.
        LinearCombination.Combine(floats.Pointer, b, inputs, coefficients, new Span<float>((float*)inputs[0], count));
        result.ShouldHaveBitsOf(new ReadOnlySpan<float>((float*)inputs[0], count));
    }

    [Fact]
    public void One_model_with_weight_one_comes_out_bit_for_bit()
    {
        var values = Samples.AnyBits(5000, 1).Where(float.IsFinite).Append(-0f).ToArray();
        var result = new float[values.Length];
        fixed (float* pointer = values) LinearCombination.Combine(null, 0, [(nint)pointer], [1], result);
        result.ShouldHaveBitsOf(values);
    }

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    public void What_is_not_finite_is_noticed_wherever_it_is(ElementType type)
    {
        const int Count = 150;
        var size = type.Size();
        using var result = new NativeBuffer<byte>(Count * size);
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3.4e38f })
        {
            for (var place = 0; place < Count; place++)
            {
                using var streams = new Streams(type, Count, 2);
                bool Combine(float b) => LinearCombination.CombineStored(type, streams.Origin, b, true, streams.Inputs, [2, 0.5f], result.Pointer, Count);
                Combine(1).ShouldBeTrue();
                ElementConversion.FromSingle(type, [bad], new Span<byte>((byte*)streams.Inputs[0] + (place * size), size));
                Combine(place % 2).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void No_inputs_a_missing_coefficient_and_other_types_are_refused()
    {
        Should.Throw<ArgumentException>(() => LinearCombination.Combine(null, 0, [], [], new float[1]));
        Should.Throw<ArgumentException>(() => LinearCombination.Combine(null, 0, [1], [1, 2], new float[1]));
        Should.Throw<ArgumentOutOfRangeException>(() => LinearCombination.CombineStored(ElementType.F64, null, 0, false, [1], [1], null, 0));
        LinearCombination.Stores(ElementType.F8E4M3).ShouldBeFalse();
    }

    private static float[] Coefficients(int models) => [.. Enumerable.Range(0, models).Select(static k => (k % 3 == 2 ? -1 : 1) * 0.3f / (k + 1))];

    private static float[] Reference(Streams streams, float[] coefficients, bool subtract, float b)
    {
        var origin = streams.Floats(-1);
        var result = new float[origin.Length];
        for (var k = 0; k < coefficients.Length; k++)
        {
            var values = streams.Floats(k);
            for (var i = 0; i < result.Length; i++)
            {
                var x = subtract ? values[i] - origin[i] : values[i];
                result[i] = k == 0 ? x * coefficients[k] : MathF.FusedMultiplyAdd(x, coefficients[k], result[i]);
            }
        }

        for (var i = 0; i < result.Length && b != 0; i++) result[i] = MathF.FusedMultiplyAdd(origin[i], b, result[i]);
        return result;
    }

    /// <summary>Stored base and models, one byte or two off any alignment.</summary>
    private sealed class Streams : IDisposable
    {
        private readonly ElementType _type;
        private readonly int _count;
        private readonly NativeBuffer<byte>[] _bytes;

        public Streams(ElementType type, int count, int models)
        {
            (_type, _count) = (type, count);
            _bytes = [.. Enumerable.Range(0, models + 1).Select(_ => new NativeBuffer<byte>((count * type.Size()) + 2))];
            for (var stream = 0; stream <= models; stream++) ElementConversion.FromSingle(type, Samples.Normal(count, stream, 0.02), _bytes[stream].Span[2..]);
            Inputs = [.. _bytes.Skip(1).Select(static bytes => (nint)bytes.Pointer + 2)];
        }

        public byte* Origin => _bytes[0].Pointer + 2;

        public nint[] Inputs { get; }

        /// <summary>A stream as float32; −1 is the base.</summary>
        public float[] Floats(int stream)
        {
            var values = new float[_count];
            ElementConversion.ToSingle(_type, _bytes[stream + 1].Span[2..], values);
            return values;
        }

        public void Dispose()
        {
            foreach (var bytes in _bytes) bytes.Dispose();
        }
    }
}
