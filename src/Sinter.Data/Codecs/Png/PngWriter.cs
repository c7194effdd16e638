using System.Buffers.Binary;
using System.IO.Compression;

namespace Sinter.Data;

/// <summary>Writes PNG: 8-bit gray, RGB, or RGB and alpha, not interlaced. Each row gets the filter whose differences have the smallest sum (PNG specification, section 12.7).</summary>
public static class PngWriter
{
    private const int Frame = 12;

    /// <summary>The eight bytes that every PNG starts with.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Encodes a picture; the same picture always gives the same bytes.</summary>
    public static byte[] Encode(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels switch { 1 => PngColor.Gray, 3 => PngColor.Rgb, _ => PngColor.Rgba });
        header[10..].Clear();
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    internal static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[Frame + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.Of(chunk.AsSpan(4, 4 + content.Length)));
        file.Write(chunk);
    }

    private static byte[] Compress(Image image)
    {
        var stride = image.Width * image.Channels;
        var (best, trial) = (new byte[stride + 1], new byte[stride + 1]);
        ReadOnlySpan<byte> above = new byte[stride];
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Pixels.AsSpan(y * stride, stride);
                var smallest = long.MaxValue;
                for (byte filter = 0; filter < PngFilter.Count; filter++)
                {
                    trial[0] = filter;
                    PngFilter.Apply(filter, row, above, image.Channels, trial.AsSpan(1));
                    var sum = SumOfMagnitudes(trial.AsSpan(1));
                    if (sum >= smallest) continue;
                    smallest = sum;
                    (best, trial) = (trial, best);
                }

                deflate.Write(best);
                above = row;
            }
        }

        return data.ToArray();
    }

    private static long SumOfMagnitudes(ReadOnlySpan<byte> differences)
    {
        var sum = 0L;
        foreach (var difference in differences) sum += Math.Abs((int)(sbyte)difference);
        return sum;
    }
}
