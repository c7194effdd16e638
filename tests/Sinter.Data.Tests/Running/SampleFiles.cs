using System.Buffers.Binary;
using System.IO.Compression;

namespace Sinter.Data.Tests;

/// <summary>Small files of data sets, written by hand.</summary>
internal static class SampleFiles
{
    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] dimensions, params byte[] elements)
    {
        var bytes = new byte[4 + (4 * dimensions.Length) + elements.Length];
        (bytes[2], bytes[3]) = (8, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), dimensions[i]);
        elements.CopyTo(bytes, 4 + (4 * dimensions.Length));
        return bytes;
    }

    public static byte[] Labels(params byte[] labels) => Idx([labels.Length], labels);

    /// <summary>Writes a file, compressed when its name ends in .gz.</summary>
    public static string Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            file.Write(bytes);
            return path;
        }

        using var gz = new GZipStream(file, CompressionLevel.Fastest);
        gz.Write(bytes);
        return path;
    }

    public static string WriteText(string path, params string[] lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Writes a PNG file of one gray value.</summary>
    public static string Picture(string path, byte value, int width = 4, int height = 3)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var image = new Image(width, height, 1);
        Array.Fill(image.Pixels, value);
        ImageFile.WritePng(path, image);
        return path;
    }

    /// <summary>Writes a sheet of 32 × 32 gray tiles: tile i has the value <paramref name="first"/> + i, and its top left pixel 255.</summary>
    public static string Sheet(string path, int columns, int rows, int first = 0)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var image = new Image(columns * 32, rows * 32, 1);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                image.Pixels[(y * image.Width) + x] = x % 32 == 0 && y % 32 == 0 ? (byte)255 : (byte)(first + (y / 32 * columns) + (x / 32));
        ImageFile.WritePng(path, image);
        return path;
    }

    /// <summary>A set in memory: picture i is one gray pixel of value i.</summary>
    public static MemoryImageSet Set(string name, params int[] labels) =>
        new(name, [.. Enumerable.Range(0, labels.DefaultIfEmpty(-1).Max() + 1).Select(static label => $"class {label}")], [.. labels], new ImageShape(1, 1, 1), [.. labels.Select(static (_, i) => (byte)i)]);

    /// <summary>The only pixel of every picture.</summary>
    public static int[] Values(ImageSet set) => [.. Enumerable.Range(0, set.Count).Select(index => (int)set.Read(index).Pixels[0])];

    /// <summary>The call fails with this kind of error and says all of these words.</summary>
    public static void ShouldFail(Action action, DatasetError error, params string[] words)
    {
        var exception = Should.Throw<DatasetException>(action);
        exception.Error.ShouldBe(error, exception.Message);
        foreach (var word in words) exception.Message.ShouldContain(word, Case.Sensitive);
    }
}
