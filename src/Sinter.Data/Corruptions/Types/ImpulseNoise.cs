using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>A share of the values, each on its own, becomes 0 or 255, half and half (salt and pepper).</summary>
internal sealed class ImpulseNoise() : Corruption("impulse_noise", "Salt and pepper: single values fall to 0 or 255.")
{
    private const int UniformBits = 24;
    internal static readonly double[] Amount = [.01, .02, .03, .05, .07, .03, .06, .09, .17, .27];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var bits = new uint[image.Pixels.Length];
        random.FillBits(0, bits);
        var result = new Image(image.Width, image.Height, image.Channels);
        var hit = (uint)(Amount[setting] * (1 << UniformBits));
        for (var i = 0; i < bits.Length; i++)
            result.Pixels[i] = (bits[i] & ((1 << UniformBits) - 1)) >= hit ? image.Pixels[i] : (int)bits[i] < 0 ? byte.MaxValue : byte.MinValue;
        return result;
    }
}
