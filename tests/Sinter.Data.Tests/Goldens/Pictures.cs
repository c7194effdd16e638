using Sinter.Tensors;

namespace Sinter.Data.Tests;

/// <summary>Pictures made for tests, and comparisons.</summary>
internal static class Pictures
{
    /// <summary>Something like a photograph: slopes, an edge, a little noise.</summary>
    public static Image Scene(int width, int height, int channels, long seed = 1)
    {
        var image = new Image(width, height, channels);
        var noise = new float[image.Pixels.Length];
        new Philox(seed, "test picture").FillUniform(0, noise);
        for (var i = 0; i < noise.Length; i++)
        {
            var (x, y, channel) = (i / channels % width, i / channels / width, i % channels);
            var edge = (2 * x) + y > width ? 60 : 0;
            image.Pixels[i] = (byte)Math.Clamp((140.0 * x / width) + (40 * channel * y / (double)height) + edge + (12 * noise[i]), 0, 255);
        }

        return image;
    }

    /// <summary>Nothing but noise.</summary>
    public static Image Noise(int width, int height, int channels, long seed = 1)
    {
        var image = new Image(width, height, channels);
        var bits = new uint[image.Pixels.Length];
        new Philox(seed, "test noise").FillBits(0, bits);
        for (var i = 0; i < bits.Length; i++) image.Pixels[i] = (byte)(bits[i] >> 13);
        return image;
    }

    public static void ShouldBePicture(this Image actual, Image expected, int tolerance = 0)
    {
        (actual.Width, actual.Height, actual.Channels).ShouldBe((expected.Width, expected.Height, expected.Channels));
        LargestDifference(actual, expected).ShouldBeLessThanOrEqualTo(tolerance);
    }

    public static int LargestDifference(Image a, Image b) => a.Pixels.Zip(b.Pixels, static (x, y) => Math.Abs(x - y)).Max();

    public static double MeanDifference(Image a, Image b) => a.Pixels.Zip(b.Pixels, static (x, y) => Math.Abs(x - y)).Average();

    public static void RequireTurbo() => Assert.SkipUnless(TurboLibrary.IsInstalled, "libturbojpeg is not installed (apt-get install libturbojpeg0).");
}
