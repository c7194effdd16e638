namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class BlockSumsTests
{
    public static TheoryData<int> Lengths => [0, 1, 2, 31, 32, 33, 63, 64, 65, 100, 8191, 8192];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_have_the_bits_of_the_documented_order_on_every_machine(int length)
    {
        var a = Samples.Normal(length, 1);
        var b = Samples.Normal(length, 2, 1e10);
        BlockSums.Dot(a, b).ShouldBe(Reference(length, i => (double)a[i] * b[i]));
        BlockSums.OfSquares(b).ShouldBe(Reference(length, i => (double)b[i] * b[i]));
        BlockSums.OfMagnitudes(a).ShouldBe(Reference(length, i => Math.Abs((double)a[i])));
        BlockSums.Of(a).ShouldBe(Reference(length, i => a[i]));
    }

    [Fact]
    public void Whole_numbers_sum_without_error_where_float32_would_round()
    {
        var random = new Random(3);
        float[] a = [.. Enumerable.Range(0, 8192).Select(_ => random.Next(-1 << 20, 1 << 20))];
        float[] b = [.. Enumerable.Range(0, 8192).Select(_ => random.Next(-1 << 19, 1 << 19))];
        BlockSums.Dot(a, b).ShouldBe(a.Zip(b, static (x, y) => (long)x * (long)y).Sum());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public unsafe void All_dot_products_at_once_are_those_taken_one_by_one(int length)
    {
        for (var count = 0; count < 6; count++)
        {
            using var vectors = Vectors(count, length, out var addresses);
            var dots = new double[GramSums.Length(count)];
            GramSums.Fill(addresses, length, dots);
            var next = 0;
            for (var row = 0; row < count; row++)
                for (var column = row; column < count; column++)
                    dots[next++].ShouldBe(BlockSums.Dot(vectors.Slice(row * (length + 1L), length), vectors.Slice(column * (length + 1L), length)));
        }

        Should.Throw<ArgumentException>(() => GramSums.Fill([], 0, new double[1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(100)]
    [InlineData(RunDots.Length)]
    public unsafe void Dot_products_of_a_run_are_those_of_the_plain_loop(int length)
    {
        for (var count = 1; count < 6; count++)
        {
            using var vectors = Vectors(count, length, out var addresses);
            var dots = new double[GramSums.Length(count)];
            Array.Fill(dots, 1);
            RunDots.Add(addresses, length, dots);
            var next = 0;
            for (var row = 0; row < count; row++)
            {
                for (var column = row; column < count; column++)
                {
                    var a = vectors.Slice(row * (length + 1L), length);
                    var b = vectors.Slice(column * (length + 1L), length);
                    var part = new float[32];
                    for (var i = 0; i < length; i++) part[i % 32] = MathF.FusedMultiplyAdd(a[i], b[i], part[i % 32]);
                    var lanes = Array.ConvertAll(part, static sum => (double)sum);
                    for (var half = 16; half > 0; half /= 2)
                        for (var lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
                    dots[next++].ShouldBe(1 + lanes[0]);
                    lanes[0].ShouldBe(BlockSums.Dot(a, b), 1e-5 * length);
                }
            }
        }

        Should.Throw<ArgumentException>(() => RunDots.Add([], 0, new double[1]));
        Should.Throw<ArgumentException>(() => RunDots.Add([1], RunDots.Length + 1, new double[1]));
    }

    [Fact]
    public void A_NaN_shows_and_lengths_must_agree()
    {
        var a = Samples.Normal(500, 5);
        a[499] = float.NaN;
        BlockSums.OfSquares(a).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => BlockSums.Dot(new float[3], new float[4]));
    }

    // Lane i mod 32 in order, then halves onto halves.
    private static double Reference(int length, Func<int, double> term)
    {
        var lanes = new double[32];
        for (var i = 0; i < length; i++) lanes[i % 32] += term(i);
        for (var half = 16; half > 0; half /= 2)
            for (var lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
        return lanes[0];
    }

    // Behind each other, one element apart.
    private static unsafe NativeBuffer<float> Vectors(int count, int length, out nint[] addresses)
    {
        var vectors = new NativeBuffer<float>(count * (length + 1L));
        addresses = new nint[count];
        for (var k = 0; k < count; k++)
        {
            Samples.Normal(length, k).CopyTo(vectors.Slice(k * (length + 1L), length));
            addresses[k] = (nint)(vectors.Pointer + (k * (length + 1L)));
        }

        return vectors;
    }
}
