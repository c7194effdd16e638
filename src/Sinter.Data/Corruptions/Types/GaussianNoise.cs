using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>x + σ n, n normal for every value on its own.</summary>
internal sealed class GaussianNoise() : Corruption("gaussian_noise", "Normal noise on every value: the sensor in low light.")
{
    internal static readonly double[] Sigma = [.04, .06, .08, .09, .10, .08, .12, .18, .26, .38];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var normal = new float[image.Pixels.Length];
        random.FillNormal(0, normal);
        return Add(image, Sigma[setting], normal);
    }

    internal static Image Add(Image image, double sigma, ReadOnlySpan<float> normal)
    {
        var result = new Image(image.Width, image.Height, image.Channels);
        for (var i = 0; i < normal.Length; i++) result.Pixels[i] = (byte)(Math.Clamp((image.Pixels[i] / 255.0) + (sigma * normal[i]), 0, 1) * 255);
        return result;
    }
}
