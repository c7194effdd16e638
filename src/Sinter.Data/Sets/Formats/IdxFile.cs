using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// IDX files, the format of MNIST, plain or gz-compressed: two zero bytes, the element type (8: unsigned bytes, the only one here), the number of dimensions, each dimension
/// as a big-endian 32-bit number, the elements. Source: yann.lecun.com/exdb/mnist.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedBytes = 8;

    /// <summary>Labels: one dimension.</summary>
    /// <exception cref="DatasetException">The file is missing, damaged, or no IDX file of labels.</exception>
    public static ImmutableArray<int> ReadLabels(string path)
    {
        var (dimensions, elements) = Read(path, 1, 1);
        return [.. elements.AsSpan(0, dimensions[0]).ToArray().Select(static label => (int)label)];
    }

    /// <summary>Pictures: [count, height, width] in gray, or [count, height, width, channels].</summary>
    /// <returns>The pictures' number, size and pixels.</returns>
    /// <exception cref="DatasetException">The file is missing, damaged, or no IDX file of pictures.</exception>
    public static (int Count, ImageShape Shape, byte[] Pixels) ReadImages(string path)
    {
        var (dimensions, elements) = Read(path, 3, 4);
        var channels = dimensions.Length == 4 ? dimensions[3] : 1;
        if (channels is not (1 or 3 or 4) || dimensions[1] < 1 || dimensions[2] < 1)
            throw Damaged(path, $"its pictures are {string.Join(" x ", dimensions.Skip(1))}; expected height x width, or height x width x 1, 3 or 4 channels");
        return (dimensions[0], new ImageShape(dimensions[2], dimensions[1], channels), elements);
    }

    private static (int[] Dimensions, byte[] Elements) Read(string path, int fewest, int most) => SetFiles.Read(path, (content, largest) =>
    {
        var head = new byte[4];
        if (content.ReadAtLeast(head, 4, throwOnEndOfStream: false) < 4) throw Damaged(path, "it ends within its first 4 bytes");
        if (head[0] != 0 || head[1] != 0) throw Damaged(path, $"it starts with {Convert.ToHexStringLower(head)} where an IDX file has 0000");
        if (head[2] != UnsignedBytes) throw Damaged(path, $"its elements are of type 0x{head[2]:x2}; only unsigned bytes (0x08) are read");
        if (head[3] < fewest || head[3] > most)
            throw Damaged(path, $"it has {head[3]} dimensions; {(most == 1 ? "labels have 1" : "pictures have 3 (gray) or 4")}. Are pictures and labels swapped?");
        var sizes = new byte[4 * head[3]];
        if (content.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length) throw Damaged(path, "it ends within its header");
        var dimensions = new int[head[3]];
        var length = 1L;
        for (var i = 0; i < dimensions.Length; i++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(sizes.AsSpan(4 * i));
            length = size == 0 || length <= Array.MaxLength / size ? length * size : throw Damaged(path, "its header promises more than 2 GB");
            dimensions[i] = (int)size;
        }

        if (length > largest) throw Damaged(path, $"its header promises {length} bytes, more than the file can hold; it is cut off, or no IDX file");
        var elements = new byte[length];
        var found = content.ReadAtLeast(elements, elements.Length, throwOnEndOfStream: false);
        if (found < length) throw Damaged(path, $"its header promises {length} bytes ({string.Join(" x ", dimensions)}), but {found} follow; it is cut off");
        if (content.ReadByte() >= 0) throw Damaged(path, $"bytes follow the {length} ({string.Join(" x ", dimensions)}) that its header promises");
        return (dimensions, elements);
    });

    private static DatasetException Damaged(string path, string what) => new(DatasetError.DamagedLabels, $"{path} is no sound IDX file: {what}.");
}
