namespace Sinter.Data;

/// <summary>What the chunks PLTE and tRNS say: the colours of a palette, and what is transparent.</summary>
internal sealed class PngPalette
{
    private const int Most = 256;

    /// <summary>Red, green, blue and opacity of each colour.</summary>
    public byte[] Colors { get; private set; } = [];

    /// <summary>Whether anything is transparent.</summary>
    public bool HasAlpha { get; private set; }

    /// <summary>The one transparent colour of a gray or RGB picture: a 16-bit sample a channel, as stored.</summary>
    public ushort[] Key { get; private set; } = [];

    public void ReadColors(ReadOnlySpan<byte> content, string source)
    {
        if (content.Length % 3 != 0 || content.Length is 0 or > 3 * Most)
            throw PngReader.Damaged(source, $"its palette has {content.Length} bytes; expected three a colour, and 1 to {Most} colours");
        Colors = new byte[content.Length / 3 * 4];
        for (var color = 0; color < Colors.Length / 4; color++)
        {
            content.Slice(3 * color, 3).CopyTo(Colors.AsSpan(4 * color));
            Colors[(4 * color) + 3] = byte.MaxValue;
        }
    }

    public void ReadTransparency(ReadOnlySpan<byte> content, PngHeader header, string source)
    {
        var expected = header.Color switch { PngColor.Palette => Colors.Length / 4, PngColor.Gray => 2, PngColor.Rgb => 6, _ => 0 };
        if (header.Color is PngColor.Palette ? content.Length > expected : content.Length != expected)
            throw PngReader.Damaged(source, $"its transparency chunk has {content.Length} bytes; expected {(header.Color is PngColor.Palette ? "at most " : "")}{expected}");
        HasAlpha = true;
        if (header.Color is PngColor.Palette)
        {
            for (var color = 0; color < content.Length; color++) Colors[(4 * color) + 3] = content[color];
            return;
        }

        Key = new ushort[content.Length / 2];
        for (var channel = 0; channel < Key.Length; channel++) Key[channel] = (ushort)((content[2 * channel] << 8) | content[(2 * channel) + 1]);
    }
}
