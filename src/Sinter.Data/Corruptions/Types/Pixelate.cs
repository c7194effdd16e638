using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>Each side n is reduced to ⌊n c⌋ pixels and brought back to n, both with PIL's box filter.</summary>
internal sealed class Pixelate() : Corruption("pixelate", "Reduced and enlarged again: a low resolution.")
{
    internal static readonly double[] Factor = [.95, .9, .85, .75, .65, .6, .5, .4, .3, .25];

    internal override Image Corrupt(Image image, int setting, Philox random)
    {
        var (width, height) = (Math.Max(1, (int)(image.Width * Factor[setting])), Math.Max(1, (int)(image.Height * Factor[setting])));
        return ImageResize.Resize(ImageResize.Resize(image, width, height, ResizeFilter.Box), image.Width, image.Height, ResizeFilter.Box);
    }
}
