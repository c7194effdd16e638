using System.Buffers.Binary;

namespace Sinter.Data;

/// <summary>The IHDR chunk: size and kind of a PNG.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Color">What the samples are.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColor Color)
{
    private const int Length = 13;

    /// <summary>Samples a pixel in the file.</summary>
    public int Samples => Color switch { PngColor.Rgb => 3, PngColor.GrayAlpha => 2, PngColor.Rgba => 4, _ => 1 };

    /// <summary>Bytes of a row, without its filter byte.</summary>
    public int RowBytes => checked((int)((((long)Width * Samples * Depth) + 7) / 8));

    /// <summary>How far back the filters look for the pixel to the left.</summary>
    public int PixelBytes => Math.Max(1, Samples * Depth / 8);

    public static PngHeader Parse(ReadOnlySpan<byte> content, string source)
    {
        if (content.Length != Length) throw PngReader.Damaged(source, $"its header has {content.Length} bytes instead of {Length}");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]));
        var (depth, color) = (content[8], (PngColor)content[9]);
        var known = color switch
        {
            PngColor.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known) throw PngReader.Damaged(source, $"its header says colour type {(int)color} with {depth} bits a sample, which PNG does not have");
        if (content[10] != 0 || content[11] != 0 || content[12] > 1)
            throw PngReader.Damaged(source, $"its header says compression {content[10]}, filtering {content[11]} and interlacing {content[12]}; PNG has 0, 0 and 0 or 1");
        if (width == 0 || height == 0 || width > int.MaxValue || height > int.MaxValue) throw PngReader.Damaged(source, $"its header says {width} x {height} pixels");
        if ((UInt128)width * height * 4 > (UInt128)ImageFile.LargestPicture)
        {
            throw new DatasetException(
                DatasetError.UnsupportedImage, $"{source} says that it has {width} x {height} pixels; at most {ImageFile.LargestPicture / 4 / 1_000_000} million pixels are read. Make it smaller.");
        }

        if (content[12] == 1)
            throw new DatasetException(DatasetError.UnsupportedImage, $"{source} is an interlaced (Adam7) PNG, which is not supported. Save it without interlacing.");
        return new PngHeader((int)width, (int)height, depth, color);
    }
}
