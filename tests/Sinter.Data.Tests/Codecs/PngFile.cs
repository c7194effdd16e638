using System.Buffers.Binary;
using System.IO.Compression;

namespace Sinter.Data.Tests;

/// <summary>Builds PNG files by hand, right or wrong ones.</summary>
internal sealed class PngFile
{
    private readonly List<byte> _bytes = [.. PngWriter.Signature];

    /// <summary>A whole file: rows are filter byte and samples.</summary>
    public static byte[] Make(int width, int height, int depth, int color, byte[] rows, byte[]? palette = null, byte[]? transparency = null)
    {
        var file = new PngFile().Header(width, height, depth, color);
        if (palette is not null) file.Chunk("PLTE", palette);
        if (transparency is not null) file.Chunk("tRNS", transparency);
        return file.Data(rows).End();
    }

    public PngFile Header(uint width, uint height, int depth, int color, int interlace = 0, int compression = 0)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[10], header[12]) = ((byte)depth, (byte)color, (byte)compression, (byte)interlace);
        return Chunk("IHDR", header);
    }

    public PngFile Header(int width, int height, int depth, int color) => Header((uint)width, (uint)height, depth, color);

    public PngFile Chunk(string type, byte[] content)
    {
        using var chunk = new MemoryStream();
        PngWriter.WriteChunk(chunk, System.Text.Encoding.ASCII.GetBytes(type), content);
        _bytes.AddRange(chunk.ToArray());
        return this;
    }

    public PngFile Data(byte[] rows) => Chunk("IDAT", Deflate(rows));

    public byte[] End() => Chunk("IEND", []).ToArray();

    public byte[] ToArray() => [.. _bytes];

    public static byte[] Deflate(byte[] rows)
    {
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true)) deflate.Write(rows);
        return data.ToArray();
    }
}
