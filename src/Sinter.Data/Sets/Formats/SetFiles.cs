using System.IO.Compression;

namespace Sinter.Data;

/// <summary>Reads the files of data sets; every failure is a <see cref="DatasetException"/> that names the file.</summary>
internal static class SetFiles
{
    // A gz byte holds at most 1032 bytes: what a header promises beyond that cannot be in the file.
    private const long LargestExpansion = 1032;

    /// <summary>The file under its name or with <c>.gz</c> after it; null if neither is there.</summary>
    public static string? Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : File.Exists(path + ".gz") ? path + ".gz" : null;
    }

    /// <summary>All lines of a UTF-8 text file, without the empty ones at its end.</summary>
    public static string[] Lines(string path) => Guard(path, () =>
    {
        var lines = File.ReadAllLines(path);
        var count = lines.Length;
        while (count > 0 && string.IsNullOrWhiteSpace(lines[count - 1])) count--;
        return lines[..count];
    });

    /// <summary>A plain or gz-compressed file as a stream of its content, read by <paramref name="read"/>, which also gets the largest length the content can have.</summary>
    public static T Read<T>(string path, Func<Stream, long, T> read) => Guard(path, () =>
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return read(file, file.Length);
        using var content = new GZipStream(file, CompressionMode.Decompress);
        return read(content, file.Length * LargestExpansion);
    });

    /// <summary>Folders and files below a folder, in ordinal order of their names.</summary>
    public static IEnumerable<string> Entries(string folder, bool folders) => Guard(folder, () =>
        (folders ? Directory.EnumerateDirectories(folder) : Directory.EnumerateFiles(folder)).Where(static path => Path.GetFileName(path)[0] != '.').Order(StringComparer.Ordinal).ToList());

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(DatasetError.Missing, $"{path}: no such file or folder.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException(DatasetError.DamagedLabels, $"{path} is no sound gz file: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(DatasetError.Missing, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
