namespace Sinter.Tensors.Tests;

[Trait("Category", "Kernel")]
public class Mt19937Tests
{
    [Fact]
    public void The_10000th_draw_of_the_default_seed_is_the_one_the_cpp_standard_names()
    {
        var bits = new uint[10_000];
        new Mt19937(5489).FillBits(bits);
        bits[^1].ShouldBe(4123659995);
    }

    [Fact]
    public void Uniforms_are_those_of_torch_rand()
    {
        // torch.manual_seed(0); torch.rand(5)
        var uniforms = new float[5];
        new Mt19937(0).FillUniform(uniforms);
        uniforms.ShouldBe([0.49625658988952637f, 0.7682217955589294f, 0.08847743272781372f, 0.13203048706054688f, 0.30742281675338745f]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(123456789)]
    [InlineData(0xFFFFFFFFL)]
    [InlineData((1L << 32) + 5)]
    public void Draws_follow_the_definition(long seed)
    {
        var bits = new uint[3000];
        new Mt19937(seed).FillBits(bits);
        bits.ShouldBe(Reference((uint)seed).Take(bits.Length));
    }

    [Fact]
    public void The_stream_can_be_cut_skipped_and_taken_up_again()
    {
        uint[] expected = [.. Reference(3).Take(4000)];
        var generator = new Mt19937(3);
        var (place, at) = (new Mt19937(0), 0);
        foreach (var length in new[] { 0, 1, 7, 8, 9, 100, 624, 625, 500, 0, 1249 })
        {
            var part = new uint[length];
            place.CopyFrom(generator);
            generator.FillBits(part);
            part.ShouldBe(expected[at..(at + length)]);
            var again = new uint[length];
            new Mt19937(place).FillBits(again);
            again.ShouldBe(part);
            at += length;
        }

        foreach (var skip in new[] { 0, 1, 623, 624, 625, 1248, 3333 })
        {
            var one = new uint[1];
            var skipped = new Mt19937(3);
            skipped.FillBits(one);
            skipped.Skip(skip);
            skipped.FillBits(one);
            one[0].ShouldBe(expected[1 + skip]);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => generator.Skip(-1));
    }

    private static IEnumerable<uint> Reference(uint seed)
    {
        var state = new uint[624];
        state[0] = seed;
        for (var i = 1; i < 624; i++) state[i] = (uint)((1812433253UL * (state[i - 1] ^ (state[i - 1] >> 30))) + (ulong)i);
        while (true)
        {
            for (var i = 0; i < 624; i++)
            {
                var y = (state[i] & 0x80000000) | (state[(i + 1) % 624] & 0x7FFFFFFF);
                state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y % 2 == 1 ? 0x9908B0DF : 0);
            }

            foreach (var word in state)
            {
                var y = word ^ (word >> 11);
                y ^= (y << 7) & 0x9D2C5680;
                y ^= (y << 15) & 0xEFC60000;
                yield return y ^ (y >> 18);
            }
        }
    }
}
