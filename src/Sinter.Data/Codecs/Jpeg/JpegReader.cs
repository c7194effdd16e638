using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>
/// Reads JPEG, baseline and progressive, through libturbojpeg with its default settings (accurate DCT, fancy upsampling), so that the pixels are those that PIL gives.
/// Damage that libjpeg only warns of is an error here. Safe from several threads.
/// </summary>
public static unsafe class JpegReader
{
    // Colour spaces of libturbojpeg, from here on CMYK and its relative.
    private const int Gray = 2;
    private const int FirstCmyk = 3;

    /// <summary>Each 8 x 8 block takes at least a bit: more pixels than this for a byte are no JPEG.</summary>
    private const int MostPixelsPerByte = 512;

    // A warning ends decoding; no more than 500 scans, which only an attack has.
    private const int StopOnWarning = 8192;
    private const int LimitScans = 32768;

    /// <summary>Decodes a JPEG that is in memory. The orientation that a camera notes beside the pixels is ignored, as PIL does.</summary>
    /// <inheritdoc cref="ImageFile.Decode" path="/param"/>
    /// <returns>Gray as one channel, colour as three (RGB).</returns>
    /// <exception cref="DatasetException">The picture is damaged, too large or CMYK, or libturbojpeg is not installed.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string source)
    {
        var turbo = TurboLibrary.Get();
        var length = new CULong((uint)bytes.Length);

        // A handle keeps tables and state of the picture before, which a damaged picture would then be read with: each gets its own (half a microsecond).
        var handle = turbo.InitDecompress();
        try
        {
            fixed (byte* file = bytes)
            {
                int width, height, subsampling, colors;
                if (turbo.DecompressHeader(handle, file, length, &width, &height, &subsampling, &colors) != 0) throw Damaged(source, turbo.Error(handle));
                Check(width, height, colors, bytes.Length, source);
                var channels = colors == Gray ? 1 : 3;
                var image = new Image(width, height, channels, GC.AllocateUninitializedArray<byte>(width * height * channels));
                fixed (byte* pixels = image.Pixels)
                {
                    var failed = turbo.Decompress(handle, file, length, pixels, width, width * image.Channels, height, TurboLibrary.Format(image), StopOnWarning | LimitScans);
                    return failed == 0 ? image : throw Damaged(source, turbo.Error(handle));
                }
            }
        }
        finally
        {
            turbo.Destroy(handle);
        }
    }

    private static void Check(int width, int height, int colors, int length, string source)
    {
        if (width < 1 || height < 1) throw Damaged(source, "it has tables and no picture");
        if (colors >= FirstCmyk)
            throw new DatasetException(DatasetError.UnsupportedImage, $"{source} is a CMYK JPEG (made for printing), which is not supported. Save it as RGB.");
        var pixels = (long)width * height;
        if (3 * pixels > ImageFile.LargestPicture)
        {
            throw new DatasetException(
                DatasetError.UnsupportedImage, $"{source} says that it has {width} x {height} pixels; at most {ImageFile.LargestPicture / 3 / 1_000_000} million are read. Make it smaller.");
        }

        if (pixels / MostPixelsPerByte > length) throw Damaged(source, $"{width} x {height} pixels do not fit into {length} bytes");
    }

    private static DatasetException Damaged(string source, string what) => new(DatasetError.DamagedImage, $"{source} is a damaged JPEG: {what}. Copy or download it again.");
}
