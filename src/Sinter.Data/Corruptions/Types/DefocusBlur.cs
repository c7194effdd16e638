using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>The mean over a disk whose edge is softened by a normal blur.</summary>
internal sealed class DefocusBlur() : Corruption("defocus_blur", "Out of focus.")
{
    internal static readonly (double Radius, double Alias)[] Settings = [(.3, .4), (.4, .5), (.5, .6), (1, .2), (1.5, .1), (3, .1), (4, .5), (6, .5), (8, .5), (10, .5)];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var result = new Image(image.Width, image.Height, image.Channels);
        var values = Plane.Of(image).Convolve(DiskKernel.Taps(Settings[setting].Radius, Settings[setting].Alias), Border.Reflect).Values;
        for (var i = 0; i < values.Length; i++) result.Pixels[i] = CutOff(values[i]);
        return result;
    }
}
