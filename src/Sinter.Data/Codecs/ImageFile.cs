namespace Sinter.Data;

/// <summary>Picture files: PNG and JPEG, told apart by their content, whatever they are called.</summary>
public static class ImageFile
{
    /// <summary>Bytes that a decoded picture may have at most: larger claims are refused before memory is taken.</summary>
    public const long LargestPicture = 512L << 20;

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    /// <summary>Reads a picture file.</summary>
    /// <inheritdoc cref="Decode" path="/returns"/>
    /// <exception cref="DatasetException">The file is missing, damaged or of another kind, or libturbojpeg is needed and not installed. The message names the file.</exception>
    public static Image Read(string path) => Decode(ReadBytes(path), path);

    /// <summary>Decodes a picture file that is in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">What to call it in messages: a path.</param>
    /// <returns>Gray, RGB, or RGB and alpha, as the file has it.</returns>
    /// <exception cref="DatasetException">The picture is damaged or of another kind, or libturbojpeg is needed and not installed.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (bytes.StartsWith(PngStart)) return PngReader.Decode(bytes, source);
        if (bytes.StartsWith(JpegStart)) return JpegReader.Decode(bytes, source);
        if (bytes.IsEmpty) throw new DatasetException(DatasetError.Empty, $"{source} is empty (0 bytes); expected a PNG or JPEG picture. Copy or download it again.");
        throw new DatasetException(DatasetError.UnsupportedImage, $"{source} is neither PNG nor JPEG: {FileKind.Guess(bytes)}. Convert it to PNG, or leave it out.");
    }

    /// <summary>Writes a picture as PNG; the file appears when it is complete, and replaces one that exists.</summary>
    /// <exception cref="DatasetException">The file cannot be written.</exception>
    public static void WritePng(string path, Image image)
    {
        var bytes = PngWriter.Encode(image);
        var part = path + ".part";
        try
        {
            File.WriteAllBytes(part, bytes);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(part)) File.Delete(part);
            throw new DatasetException(DatasetError.Missing, $"{path} cannot be written: {exception.Message}", exception);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException(DatasetError.Missing, $"{path} does not exist; expected a PNG or JPEG picture.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var why = Directory.Exists(path) ? "it is a folder" : exception.Message;
            throw new DatasetException(DatasetError.Missing, $"{path} cannot be read as a picture: {why}", exception);
        }
    }
}
