namespace Sinter.Data;

/// <summary>
/// Turns rows of PNG samples into 8-bit pixels. 16-bit samples keep their upper byte (as PIL and libpng's strip do); 1, 2 and 4 bits are spread over 0 to 255; a gray
/// picture with opacity becomes RGB with opacity.
/// </summary>
internal sealed class PngPixels(PngHeader header, PngPalette palette, string source)
{
    /// <summary>Channels of the result.</summary>
    public int Channels { get; } = header.Color is PngColor.GrayAlpha or PngColor.Rgba || palette.HasAlpha ? 4 : header.Color is PngColor.Gray ? 1 : 3;

    /// <summary>Converts one row.</summary>
    public void Convert(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        if (header.Color is PngColor.Palette) ConvertPalette(row, pixels);
        else if (header.Depth == 8 && header.Samples == Channels) row.CopyTo(pixels);
        else ConvertSamples(row, pixels);
    }

    private void ConvertPalette(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        for (var x = 0; x < header.Width; x++)
        {
            var color = Sample(row, x);
            if (4 * color >= palette.Colors.Length) throw PngReader.Damaged(source, $"a pixel has colour {color} of a palette of {palette.Colors.Length / 4} colours");
            palette.Colors.AsSpan(4 * color, Channels).CopyTo(pixels[(Channels * x)..]);
        }
    }

    private void ConvertSamples(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        var samples = header.Samples;
        var colors = header.Color is PngColor.Gray or PngColor.GrayAlpha ? 1 : 3;
        for (var x = 0; x < header.Width; x++)
        {
            var pixel = pixels.Slice(Channels * x, Channels);
            var isKey = palette.Key.Length > 0;
            for (var channel = 0; channel < colors; channel++)
            {
                var sample = Sample(row, (x * samples) + channel);
                isKey = isKey && sample == palette.Key[channel];
                pixel[channel] = ToByte(sample);
            }

            if (Channels != 4) continue;
            if (colors == 1) pixel[1] = pixel[2] = pixel[0];
            pixel[3] = samples > colors ? ToByte(Sample(row, (x * samples) + colors)) : isKey ? byte.MinValue : byte.MaxValue;
        }
    }

    /// <summary>Sample number <paramref name="index"/> of a row, as stored.</summary>
    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        if (header.Depth == 8) return row[index];
        if (header.Depth == 16) return (row[2 * index] << 8) | row[(2 * index) + 1];
        var bit = index * header.Depth;
        return (row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1);
    }

    private byte ToByte(int sample) => header.Depth switch
    {
        16 => (byte)(sample >> 8),
        8 => (byte)sample,
        var depth => (byte)(sample * (byte.MaxValue / ((1 << depth) - 1))),
    };
}
