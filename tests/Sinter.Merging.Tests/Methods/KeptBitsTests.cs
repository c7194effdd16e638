using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

[Trait("Category", "Kernel")]
public sealed class KeptBitsTests
{
    private static readonly int[] Lengths = [1, 16, 31, 32, 33, 64, 100, 5000];

    [Fact]
    public void Uniform_numbers_below_their_probability_are_kept()
    {
        var philox = new Philox(1, "kept bits");
        foreach (var length in Lengths)
        {
            var uniforms = new float[length];
            philox.FillUniform(0, uniforms);
            foreach (var probability in new[] { 0f, 0.1f, 0.5f, uniforms[0], MathF.BitIncrement(uniforms[^1]), 1f })
            {
                bool[] expected = [.. uniforms.Select(uniform => uniform < probability)];
                var bits = new uint[KeptBits.Words(length)];
                KeptBits.Fill(uniforms, probability, bits);
                Kept(bits, length).ShouldBe(expected);
                KeptBits.Fill(uniforms, Enumerable.Repeat(probability, length).ToArray(), bits);
                Kept(bits, length).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void What_is_kept_is_scaled_and_the_rest_becomes_zero()
    {
        var philox = new Philox(2, "kept bits");
        foreach (var length in Lengths)
        {
            var (values, bits) = (new float[length], new uint[KeptBits.Words(length)]);
            philox.FillUniform(0, values);
            philox.FillBits(9999, bits);
            var kept = Kept(bits, length);
            float[] expected = [.. values.Select((value, i) => kept[i] ? value * 1.7f : 0)];
            KeptBits.Apply(values, bits, 1.7f);
            values.ShouldBe(expected);
        }
    }

    [Fact]
    public void Values_above_a_bound_are_kept()
    {
        foreach (var length in Lengths)
        {
            var values = new float[length];
            new Philox(4, "kept bits").FillUniform(0, values);
            for (var i = 0; i < length; i++) values[i] = i % 11 == 0 ? float.NaN : i % 5 == 0 ? -0f : values[i] - 0.5f;
            var bits = new uint[KeptBits.Words(length)];
            KeptBits.FillAbove(values, 0, bits);
            Kept(bits, length).ShouldBe([.. values.Select(static value => value > 0)]);
        }
    }

    [Theory]
    [InlineData(ElementType.BF16)]
    [InlineData(ElementType.F16)]
    [InlineData(ElementType.F32)]
    public unsafe void Sums_of_all_and_of_the_kept_are_those_of_the_plain_loop_from_stored_elements_too(ElementType type)
    {
        var philox = new Philox(5, "kept bits");
        foreach (var length in Lengths)
        {
            var (origin, model, bits) = (new float[length], new float[length], new uint[KeptBits.Words(length)]);
            philox.FillNormal(0, origin);
            philox.FillNormal(5000, model);
            philox.FillBits(9999, bits);
            var (storedOrigin, storedModel) = (Stored(origin), Stored(model));
            float[] values = [.. model.Zip(origin, static (w, b) => w - b)];
            var kept = Kept(bits, length);
            var expected = (Sum(values), Sum([.. values.Select((value, i) => kept[i] ? value : 0)]));
            KeptSums.OfMagnitudes(values, bits).ShouldBe(expected);
            fixed (byte* b = storedOrigin, w = storedModel) KeptSums.OfMagnitudes(type, b, w, length, bits).ShouldBe(expected);
            KeptSums.OfSquares(values, bits).ShouldBe((Sum([.. values.Select(static value => value * value)]), Sum([.. values.Select((value, i) => kept[i] ? value * value : 0)])));
            expected.Item1.ShouldBe(values.Sum(static value => (double)MathF.Abs(value)), 1e-6 * expected.Item1);
        }

        byte[] Stored(float[] values)
        {
            var bytes = new byte[values.Length * type.Size()];
            ElementConversion.FromSingle(type, values, bytes);
            ElementConversion.ToSingle(type, bytes, values);
            return bytes;
        }

        // 32 partial sums; 64 elements of each in float32.
        static double Sum(float[] values)
        {
            var lanes = new double[32];
            for (var start = 0; start < values.Length; start += 64 * 32)
            {
                var part = new float[32];
                for (var i = start; i < Math.Min(start + (64 * 32), values.Length / 32 * 32); i++) part[i % 32] += MathF.Abs(values[i]);
                for (var lane = 0; lane < 32; lane++) lanes[lane] += part[lane];
            }

            for (var i = values.Length / 32 * 32; i < values.Length; i++) lanes[i % 32] += MathF.Abs(values[i]);
            for (var half = 16; half > 0; half /= 2)
                for (var lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
            return lanes[0];
        }
    }

    private static bool[] Kept(uint[] bits, int length) => [.. Enumerable.Range(0, length).Select(i => (bits[i / 32] >> (i % 32) & 1) != 0)];
}
