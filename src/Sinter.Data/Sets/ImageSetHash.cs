using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sinter.Data;

/// <summary>A hash of what a set holds, for run cards: equal sets have equal hashes in whatever form they are stored.</summary>
public static class ImageSetHash
{
    /// <summary>
    /// SHA-256 over the number of pictures and, for each in order, its width, height, channels and label (−1 for none), all little-endian 32-bit numbers, and its pixels.
    /// </summary>
    /// <exception cref="DatasetException">A picture is missing or damaged.</exception>
    public static string Compute(ImageSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var pixels = new byte[set.Shape?.Length ?? 0];
        Append(hash, [set.Count]);
        for (var i = 0; i < set.Count; i++)
        {
            var label = set.Labels.IsEmpty ? -1 : set.Labels[i];
            if (set.Shape is { } shape)
            {
                set.CopyTo(i, pixels);
                Append(hash, [shape.Width, shape.Height, shape.Channels, label]);
                hash.AppendData(pixels);
            }
            else
            {
                var image = set.Read(i);
                Append(hash, [image.Width, image.Height, image.Channels, label]);
                hash.AppendData(image.Pixels);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Span<int> numbers)
    {
        if (!BitConverter.IsLittleEndian)
            foreach (ref var number in numbers) number = BinaryPrimitives.ReverseEndianness(number);
        hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }
}
