using Sinter.Tensors;

namespace Sinter.Data.Tests;

public class NoiseTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void Shot_noise_is_poisson_distributed(int setting)
    {
        var photons = ShotNoise.Photons[setting];
        var table = new PoissonTable(photons);
        var bits = new uint[200_000];
        new Philox(1, "poisson").FillBits(0, bits);
        foreach (var value in new[] { 1, 17, 128, 200 })
        {
            var mean = value / 255.0 * photons;
            var expected = new double[256];
            var probability = Math.Exp(-mean);
            for (var count = 0; count < 2000; probability *= mean / ++count) expected[(int)(Math.Min(1, count / (double)photons) * 255)] += probability;
            var counts = new int[256];
            foreach (var draw in bits) counts[table.Draw((byte)value, draw)]++;
            for (var result = 0; result < 256; result++)
            {
                var deviation = Math.Sqrt(bits.Length * expected[result] * (1 - expected[result]));
                ((double)counts[result]).ShouldBe(bits.Length * expected[result], (5 * deviation) + 1, $"{value} -> {result} of {photons} photons");
            }
        }
    }

    [Fact]
    public void Black_has_no_photons_and_no_draw_leaves_the_table()
    {
        foreach (var photons in ShotNoise.Photons)
        {
            var table = new PoissonTable(photons);
            foreach (var bits in new[] { 0u, 1u, uint.MaxValue / 2, uint.MaxValue - 1, uint.MaxValue })
            {
                table.Draw(0, bits).ShouldBe((byte)0);
                for (var value = 1; value < 256; value++) table.Draw((byte)value, bits).ShouldBeInRange(byte.MinValue, byte.MaxValue);
            }

            table.Draw(255, uint.MaxValue).ShouldBe(byte.MaxValue);
        }
    }

    [Fact]
    public void Impulse_noise_hits_the_share_it_should_half_up_half_down()
    {
        var image = new Image(1000, 300, 3);
        Array.Fill(image.Pixels, (byte)100);
        for (var setting = 0; setting < 10; setting++)
        {
            var pixels = Corruption.Parse("impulse_noise").Corrupt(image, setting, new Philox(3, "impulse")).Pixels;
            var (down, up) = (pixels.Count(static x => x == 0), pixels.Count(static x => x == 255));
            var half = ImpulseNoise.Amount[setting] / 2 * pixels.Length;
            ((double)down).ShouldBe(half, 5 * Math.Sqrt(half));
            ((double)up).ShouldBe(half, 5 * Math.Sqrt(half));
            pixels.Count(static x => x == 100).ShouldBe(pixels.Length - down - up);
        }
    }
}
