using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// The value V = max(R, G, B) of HSV rises by c, to 1 at most; hue and saturation stay. Since all three colours are proportional to V, that multiplies them by the same
/// number, and black becomes gray.
/// </summary>
internal sealed class Brightness() : Corruption("brightness", "Brighter: overexposed.")
{
    internal static readonly double[] Rise = [.05, .1, .15, .2, .3, .1, .2, .3, .4, .5];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var result = new Image(image.Width, image.Height, image.Channels);
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            var pixel = image.Pixels.AsSpan(i, 3);
            var value = Math.Max(pixel[0], Math.Max(pixel[1], pixel[2]));
            var risen = Math.Min(255, value + (Rise[setting] * 255));
            for (var channel = 0; channel < 3; channel++) result.Pixels[i + channel] = CutOff(value == 0 ? risen : pixel[channel] * risen / value);
        }

        return result;
    }
}
