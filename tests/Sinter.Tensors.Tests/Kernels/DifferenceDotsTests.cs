namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public sealed unsafe class DifferenceDotsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(1024)]
    [InlineData(3000)]
    public void Dot_products_of_differences_are_those_of_the_plain_loop(int length)
    {
        for (var count = 1; count <= DifferenceDots.Vectors; count++)
        {
            var stored = new ushort[(1 + count) * length];
            var inputs = new float[1 + count][];
            for (var input = 0; input <= count; input++)
            {
                var its = stored.AsSpan(input * length, length);
                var values = Samples.Normal(length, input);
                for (var i = 0; i < length; i++) its[i] = ((BFloat16)values[i]).Bits;
                inputs[input] = [.. its.ToArray().Select(static bits => (float)new BFloat16(bits))];
            }

            var dots = new double[GramSums.Length(count)];
            Array.Fill(dots, 1);
            fixed (ushort* origin = stored)
            {
                var models = new nint[count];
                for (var model = 0; model < count; model++) models[model] = (nint)(origin + ((1 + model) * length));
                DifferenceDots.Add((byte*)origin, models, length, dots);
            }

            var next = 0;
            for (var row = 1; row <= count; row++)
                for (var column = row; column <= count; column++) dots[next++].ShouldBe(1 + Reference(inputs[0], inputs[row], inputs[column]), $"{length} elements, {row} and {column} of {count}");
        }
    }

    [Fact]
    public void Too_many_vectors_are_refused()
    {
        Should.Throw<ArgumentException>(static () => DifferenceDots.Add(null, [], 0, []));
        Should.Throw<ArgumentException>(static () => DifferenceDots.Add(null, new nint[4], 0, new double[10]));
        Should.Throw<ArgumentException>(static () => DifferenceDots.Add(null, new nint[2], 0, new double[2]));
    }

    private static double Reference(float[] origin, float[] a, float[] b)
    {
        var sums = new double[16];
        for (var first = 0; first < origin.Length; first += 1024)
        {
            var part = new float[16];
            for (var i = first; i < Math.Min(origin.Length, first + 1024); i++) part[i / 2 % 16] = MathF.FusedMultiplyAdd(a[i] - origin[i], b[i] - origin[i], part[i / 2 % 16]);
            for (var lane = 0; lane < 16; lane++) sums[lane] += part[lane];
        }

        for (var half = 8; half > 0; half /= 2)
            for (var lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
        return sums[0];
    }
}
