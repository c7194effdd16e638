using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// The binary files of CIFAR-10 and CIFAR-100: records of the labels (one byte; CIFAR-100: coarse, then fine, of which the fine one is taken) and 32 × 32 pixels, all red,
/// then all green, then all blue. Source: cs.toronto.edu/~kriz/cifar.html.
/// </summary>
public static class CifarFile
{
    private const int Side = 32;
    private const int Plane = Side * Side;

    /// <summary>The pictures of one or more files, one file after the other.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="labelBytes">1 for CIFAR-10, 2 for CIFAR-100.</param>
    /// <param name="name">The set's name.</param>
    /// <param name="classes">Class names.</param>
    /// <exception cref="DatasetException">A file is missing, empty, cut off, or has a label without a class.</exception>
    public static MemoryImageSet Read(IReadOnlyList<string> paths, int labelBytes, string name, ImmutableArray<string> classes)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var record = labelBytes + (3 * Plane);
        var files = paths.Select(path => (Path: path, Bytes: SetFiles.Read(path, (content, _) => ReadAll(content)))).ToList();
        foreach (var (path, bytes) in files)
        {
            if (bytes.Length == 0 || bytes.Length % record != 0)
                throw new DatasetException(
                    DatasetError.DamagedImage,
                    $"{path} has {bytes.Length} bytes, no whole number of records of {record}; it is cut off, or no CIFAR-{(labelBytes == 1 ? 10 : 100)} file.");
        }

        var shape = new ImageShape(Side, Side, 3);
        var pixels = MemoryImageSet.Allocate(name, files.Sum(file => file.Bytes.Length / record), shape);
        var labels = ImmutableArray.CreateBuilder<int>(pixels.Length / shape.Length);
        foreach (var (_, bytes) in files)
        {
            for (var start = 0; start < bytes.Length; start += record)
            {
                var planes = bytes.AsSpan(start + labelBytes, 3 * Plane);
                var to = pixels.AsSpan(labels.Count * shape.Length);
                for (var i = 0; i < Plane; i++) (to[3 * i], to[(3 * i) + 1], to[(3 * i) + 2]) = (planes[i], planes[Plane + i], planes[(2 * Plane) + i]);
                labels.Add(bytes[start + labelBytes - 1]);
            }
        }

        return new MemoryImageSet(name, classes, labels.DrainToImmutable(), shape, pixels);
    }

    private static byte[] ReadAll(Stream content)
    {
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.ToArray();
    }
}
