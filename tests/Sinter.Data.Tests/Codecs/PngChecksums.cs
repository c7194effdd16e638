using System.Buffers.Binary;

namespace Sinter.Data.Tests;

/// <summary>Makes the checksums of a changed PNG right, so that the change reaches what lies behind them.</summary>
internal static class PngChecksums
{
    public static byte[] PutRight(byte[] file)
    {
        var result = (byte[])file.Clone();
        var at = PngWriter.Signature.Length;
        while (at + 12 <= result.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(result.AsSpan(at));
            if (length > result.Length - at - 12) break;
            BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(at + 8 + (int)length), Crc32.Of(result.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }

        return result;
    }
}
