using System.Text;

namespace Sinter.Data;

/// <summary>Says what a file that is no PNG and no JPEG seems to be, for messages.</summary>
internal static class FileKind
{
    private const int Shown = 16;

    public static string Guess(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("GIF8"u8)) return "it is a GIF";
        if (bytes.StartsWith("BM"u8)) return "it looks like a BMP";
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8)) return "it is a WebP";
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)) return "it is a TIFF";
        if (bytes.Length >= 12 && bytes[4..].StartsWith("ftyp"u8)) return "it is an AVIF, HEIC or video file";
        var start = bytes[..Math.Min(Shown, bytes.Length)];
        return start.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? $"it starts with the bytes {Convert.ToHexString(start)}"
            : $"it looks like text, starting with '{Encoding.ASCII.GetString(start)}'";
    }
}
