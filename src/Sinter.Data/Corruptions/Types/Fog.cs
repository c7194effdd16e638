using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>(x + c f) m / (m + c): f a plasma of diamonds and squares between 0 and 1, m the picture's largest value.</summary>
internal sealed class Fog() : Corruption("fog", "Clouds in front of it.")
{
    internal static readonly (double Amount, double Decay)[] Settings = [(.2, 3), (.5, 3), (.75, 2.5), (1, 2), (1.5, 1.75), (1.5, 2), (2, 2), (2.5, 1.7), (2.5, 1.5), (3, 1.4)];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var (amount, decay) = Settings[setting];
        var plasma = PlasmaFractal.Make(Math.Max(image.Width, image.Height), decay, random);
        var largest = image.Pixels.Max() / 255.0;
        var result = new Image(image.Width, image.Height, image.Channels);
        var scale = 255 * largest / (largest + amount);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var (x, y) = (i / 3 % image.Width, i / 3 / image.Width);
            result.Pixels[i] = CutOff(((image.Pixels[i] / 255.0) + (amount * plasma[y, x])) * scale);
        }

        return result;
    }
}
