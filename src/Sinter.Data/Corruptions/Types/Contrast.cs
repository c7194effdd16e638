using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>(x − m) c + m, m the mean of each channel.</summary>
internal sealed class Contrast() : Corruption("contrast", "Less contrast: every channel moves towards its mean.")
{
    internal static readonly double[] Factor = [.75, .5, .4, .3, .15, .4, .3, .2, .1, .05];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var result = new Image(image.Width, image.Height, image.Channels);
        Span<byte> values = stackalloc byte[256];
        for (var channel = 0; channel < image.Channels; channel++)
        {
            var sum = 0L;
            for (var i = channel; i < image.Pixels.Length; i += image.Channels) sum += image.Pixels[i];
            var mean = sum / 255.0 / (image.Width * image.Height);
            for (var value = 0; value < values.Length; value++) values[value] = (byte)(Math.Clamp((((value / 255.0) - mean) * Factor[setting]) + mean, 0, 1) * 255);
            for (var i = channel; i < image.Pixels.Length; i += image.Channels) result.Pixels[i] = values[image.Pixels[i]];
        }

        return result;
    }
}
