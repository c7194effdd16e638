using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sinter.Data;

/// <summary>A hash of what a set holds, for run cards: equal sets have equal hashes in whatever form they are stored.</summary>
public static class ImageSetHash
{
    // decoded on all processors, hashed in order
    private const int Chunk = 128;

    /// <summary>
    /// SHA-256 over the number of pictures and, for each in order, its width, height, channels and label (−1 for none), all little-endian 32-bit numbers, and its pixels.
    /// </summary>
    /// <exception cref="DatasetException">A picture is missing or damaged.</exception>
    public static string Compute(ImageSet set) => Compute(set, null);

    /// <summary>The same, and the first half of each picture's own hash (size and pixels, without the label) into <paramref name="pictures"/>.</summary>
    internal static string Compute(ImageSet set, ICollection<UInt128>? pictures)
    {
        ArgumentNullException.ThrowIfNull(set);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var own = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, [set.Count]);
        var images = new Image[Chunk];
        for (var start = 0; start < set.Count; start += Chunk)
        {
            var (first, count) = (start, Math.Min(Chunk, set.Count - start));
            InOrder.Run(count, i => images[i] = set.Read(first + i));
            for (var i = 0; i < count; i++)
            {
                Append(hash, [images[i].Width, images[i].Height, images[i].Channels, set.Labels.IsEmpty ? -1 : set.Labels[start + i]]);
                hash.AppendData(images[i].Pixels);
                if (pictures is null) continue;
                Append(own, [images[i].Width, images[i].Height, images[i].Channels]);
                own.AppendData(images[i].Pixels);
                pictures.Add(BinaryPrimitives.ReadUInt128LittleEndian(own.GetHashAndReset()));
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
