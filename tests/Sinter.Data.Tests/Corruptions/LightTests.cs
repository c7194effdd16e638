using Sinter.Tensors;

namespace Sinter.Data.Tests;

/// <summary>Brightness and fog against their definitions.</summary>
public class LightTests
{
    [Fact]
    public void Brightness_raises_the_value_of_hsv()
    {
        var image = Pictures.Noise(40, 40, 3);
        (image.Pixels[0], image.Pixels[1], image.Pixels[2]) = (0, 0, 0);
        for (var setting = 0; setting < 10; setting++)
        {
            var expected = new Image(40, 40, 3, [.. image.Pixels.Chunk(3).SelectMany(pixel => Brighten(pixel, Brightness.Rise[setting]))]);
            Corruption.Parse("brightness").Corrupt(image, setting, default).ShouldBePicture(expected, tolerance: 1);
        }
    }

    [Fact]
    public void Plasma_is_made_of_squares_and_diamonds()
    {
        var random = new Philox(5, "plasma");
        var plasma = PlasmaFractal.Make(13, 1.7, random);
        plasma.Width.ShouldBe(16);
        (plasma.Values.Min(), plasma.Values.Max()).ShouldBe((0f, 1f));
        var naive = new NaivePlasma(16, 1.7, random);
        for (var y = 0; y < 16; y++)
            for (var x = 0; x < 16; x++) plasma[y, x].ShouldBe((float)naive[y, x], tolerance: 1e-5);
    }

    [Fact]
    public void Fog_adds_plasma_and_keeps_the_largest_value()
    {
        var (image, random) = (Pictures.Scene(20, 12, 3), new Philox(6, "fog"));
        for (var setting = 0; setting < 10; setting++)
        {
            var (amount, decay) = Fog.Settings[setting];
            var (plasma, largest) = (new NaivePlasma(32, decay, random), image.Pixels.Max() / 255.0);
            var expected = image.Pixels.Select((pixel, i) => (byte)Math.Clamp(((pixel / 255.0) + (amount * plasma[i / 60, i / 3 % 20])) * largest / (largest + amount) * 255, 0, 255));
            Corruption.Parse("fog").Corrupt(image, setting, random).ShouldBePicture(new Image(20, 12, 3, [.. expected]), tolerance: 1);
        }
    }

    private static IEnumerable<byte> Brighten(byte[] pixel, double rise)
    {
        var (r, g, b) = (pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0);
        var (value, smallest) = (pixel.Max() / 255.0, pixel.Min() / 255.0);
        var (range, saturation) = (value - smallest, value > 0 ? (value - smallest) / value : 0);
        var hue = range == 0 ? 0 : value == r ? (((g - b) / range) + 6) % 6 : value == g ? ((b - r) / range) + 2 : ((r - g) / range) + 4;
        value = Math.Min(1, value + rise);
        var (sector, rest) = ((int)hue % 6, hue - Math.Floor(hue));
        var (p, q, t) = (value * (1 - saturation), value * (1 - (rest * saturation)), value * (1 - ((1 - rest) * saturation)));
        double[] colors = sector switch { 0 => [value, t, p], 1 => [q, value, p], 2 => [p, value, t], 3 => [p, q, value], 4 => [t, p, value], _ => [value, p, q] };
        return colors.Select(static color => (byte)(color * 255));
    }

    /// <summary>Every point from the points of the level above, asked for one by one.</summary>
    private sealed class NaivePlasma
    {
        private readonly Dictionary<(int Y, int X), double> _known = [];
        private readonly int _size;
        private readonly double _decay;
        private readonly float[] _uniform;
        private readonly double _smallest;
        private readonly double _largest;

        public NaivePlasma(int size, double decay, Philox random)
        {
            (_size, _decay, _uniform) = (size, decay, new float[size * size]);
            random.FillUniform(0, _uniform);
            var all = Enumerable.Range(0, size * size).Select(i => Raw(i / size, i % size)).ToArray();
            (_smallest, _largest) = (all.Min(), all.Max());
        }

        public double this[int y, int x] => (Raw(y, x) - _smallest) / (_largest - _smallest);

        private double Raw(int y, int x)
        {
            (y, x) = ((y + _size) % _size, (x + _size) % _size);
            if (y == 0 && x == 0) return 0;
            if (_known.TryGetValue((y, x), out var known)) return known;

            // The largest power of two that divides both is half the step at which the point is made.
            var half = 1;
            while (y % (2 * half) == 0 && x % (2 * half) == 0) half *= 2;
            var noise = 100 / Math.Pow(_decay, Math.Log2(_size / (2.0 * half)));
            var isSquare = y % (2 * half) != 0 && x % (2 * half) != 0;
            var sum = isSquare
                ? Raw(y - half, x - half) + Raw(y - half, x + half) + Raw(y + half, x - half) + Raw(y + half, x + half)
                : Raw(y - half, x) + Raw(y + half, x) + Raw(y, x - half) + Raw(y, x + half);
            return _known[(y, x)] = (sum / 4) + (noise * noise * ((2 * _uniform[(y * _size) + x]) - 1));
        }
    }
}
