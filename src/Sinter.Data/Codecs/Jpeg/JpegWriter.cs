using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>Writes baseline JPEG through libturbojpeg with the accurate DCT and the standard tables: the pixels that PIL's encoder keeps. Safe from several threads.</summary>
public static unsafe class JpegWriter
{
    private const int AccurateDct = 4096;
    private const int NoColors = 3;

    /// <summary>Encodes a picture; alpha is dropped.</summary>
    /// <param name="image">Gray stays gray.</param>
    /// <param name="quality">1 to 100, on libjpeg's scale.</param>
    /// <param name="subsampling">How finely colour is kept.</param>
    /// <exception cref="DatasetException">libturbojpeg is not installed, or refuses the picture: more than 65,500 pixels wide or high.</exception>
    public static byte[] Encode(Image image, int quality, JpegSubsampling subsampling = JpegSubsampling.Quarter)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        if (image.Channels == 4) image = image.ToRgb();
        var turbo = TurboLibrary.Get();
        var handle = turbo.InitCompress();
        byte* file = null;
        CULong length = default;
        try
        {
            fixed (byte* pixels = image.Pixels)
            {
                var colors = image.Channels == 1 ? NoColors : (int)subsampling;
                var failed = turbo.Compress(
                    handle, pixels, image.Width, image.Width * image.Channels, image.Height, TurboLibrary.Format(image), &file, &length, colors, quality, AccurateDct);
                if (failed != 0)
                    throw new DatasetException(DatasetError.UnsupportedImage, $"A picture of {image.Width} x {image.Height} pixels cannot be encoded as JPEG: {turbo.Error(handle)}.");
            }

            return new ReadOnlySpan<byte>(file, (int)length.Value).ToArray();
        }
        finally
        {
            if (file is not null) turbo.Free(file);
            turbo.Destroy(handle);
        }
    }
}
