using System.IO.Compression;

namespace Sinter.Data;

/// <summary>
/// Reads PNG: gray, RGB and palette with 1 to 16 bits a sample, with and without opacity, not interlaced. Every checksum is checked, and no more memory is taken than the
/// file's size can justify. Source: PNG specification, third edition (W3C). Gamma and colour profiles are ignored, as PIL does.
/// </summary>
public static class PngReader
{
    /// <summary>DEFLATE shrinks at most 258 bytes to 2 bits.</summary>
    private const int LargestRatio = 1032;

    /// <summary>Decodes a PNG that is in memory.</summary>
    /// <inheritdoc cref="ImageFile.Decode" path="/param"/>
    /// <returns>Gray as one channel; RGB and palette as three; anything with opacity as four.</returns>
    /// <exception cref="DatasetException">The picture is damaged, too large or interlaced.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string source)
    {
        if (!bytes.StartsWith(PngWriter.Signature)) throw Damaged(source, "it does not start with the eight bytes that every PNG starts with");
        var chunks = new PngChunks(bytes, source);
        chunks.Next();
        if (chunks.Type != "IHDR") throw Damaged(source, $"its first chunk is {chunks.Type} instead of IHDR");
        var header = PngHeader.Parse(chunks.Content, source);
        var palette = new PngPalette();
        using var data = new MemoryStream();
        for (chunks.Next(); chunks.Type != "IEND"; chunks.Next())
        {
            if (chunks.Type == "IDAT") data.Write(chunks.Content);
            else if (chunks.Type == "PLTE") palette.ReadColors(chunks.Content, source);
            else if (chunks.Type == "tRNS") palette.ReadTransparency(chunks.Content, header, source);
            else if (char.IsUpper(chunks.Type[0])) throw Damaged(source, $"its chunk {chunks.Type} is one that a reader must know, and PNG has none of that name here");
        }

        if (header.Color is PngColor.Palette && palette.Colors.Length == 0) throw Damaged(source, "it uses a palette and has none");
        var needed = (header.RowBytes + 1L) * header.Height;
        if (needed / LargestRatio > data.Length)
            throw Damaged(source, $"{header.Width} x {header.Height} pixels need {needed} bytes, and {data.Length} compressed bytes cannot hold as many");
        data.Position = 0;
        return Inflate(data, header, new PngPixels(header, palette, source), source);
    }

    internal static DatasetException Damaged(string source, string what, Exception? inner = null) =>
        new(DatasetError.DamagedImage, $"{source} is a damaged PNG: {what}. Copy or download it again.", inner);

    private static Image Inflate(MemoryStream data, PngHeader header, PngPixels pixels, string source)
    {
        var image = new Image(header.Width, header.Height, pixels.Channels);
        using var inflate = new ZLibStream(data, CompressionMode.Decompress);
        var (row, above) = (new byte[header.RowBytes + 1], new byte[header.RowBytes + 1]);
        var stride = header.Width * pixels.Channels;
        try
        {
            for (var y = 0; y < header.Height; y++)
            {
                if (inflate.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length) throw Damaged(source, $"its data end in row {y} of {header.Height}");
                if (!PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.PixelBytes)) throw Damaged(source, $"row {y} has the filter {row[0]}; PNG has 0 to 4");
                pixels.Convert(row.AsSpan(1), image.Pixels.AsSpan(y * stride, stride));
                (row, above) = (above, row);
            }

            // Reading on also makes zlib compare its own checksum.
            if (inflate.ReadByte() >= 0) throw Damaged(source, $"it has more data than {header.Width} x {header.Height} pixels need");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // The second where they ask for a dictionary, which PNG does not have.
            throw Damaged(source, "its compressed data are wrong", exception);
        }

        return image;
    }
}
