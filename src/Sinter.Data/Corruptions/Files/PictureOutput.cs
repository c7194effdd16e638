namespace Sinter.Data;

/// <summary>A folder or file that appears under its name when it is complete, and leaves nothing behind otherwise.</summary>
internal sealed class PictureOutput : IDisposable
{
    private readonly bool _isFile;
    private readonly string _work;

    /// <summary>An output that is not there yet, or may be replaced.</summary>
    /// <exception cref="DatasetException">It exists and may not be replaced, is of the other kind, or holds the input.</exception>
    public PictureOutput(string output, string input, bool isFile, bool overwrite)
    {
        (_isFile, Path) = (isFile, System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(output)));
        _work = Path + ".corrupting";
        var from = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(input));
        if (from == Path || from.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw Refused("holds the input; choose another output");
        if (isFile ? Directory.Exists(Path) : File.Exists(Path)) throw Refused(isFile ? "is a folder, where a picture is to be made" : "is a file, where a folder is to be made");
        if (!overwrite && (isFile ? File.Exists(Path) : Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any()))
            throw Refused("exists already; choose another output, or allow overwriting (--overwrite)");
        Remove(_work);
        Guard(() => Directory.CreateDirectory(isFile ? System.IO.Path.GetDirectoryName(Path)! : _work));
    }

    /// <summary>The finished output.</summary>
    public string Path { get; }

    /// <summary>Writes a picture of the folder, or the file.</summary>
    /// <param name="name">Relative to the folder; empty for the file.</param>
    /// <param name="image">The picture.</param>
    public void Write(string name, Image image)
    {
        var path = _isFile ? _work : System.IO.Path.Combine(_work, name);
        if (!_isFile) Guard(() => Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!));
        ImageFile.WritePng(path, image);
    }

    /// <summary>Gives the output its name.</summary>
    public void Publish() => Guard(() =>
    {
        if (_isFile)
        {
            File.Move(_work, Path, overwrite: true);
            return;
        }

        var old = Path + ".replaced";
        if (Directory.Exists(Path)) Directory.Move(Path, old);
        Directory.Move(_work, Path);
        Remove(old);
    });

    /// <summary>Removes what is unfinished.</summary>
    public void Dispose() => Remove(_work);

    private void Remove(string path) => Guard(() =>
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else if (File.Exists(path)) File.Delete(path);
    });

    private DatasetException Refused(string why) => new(DatasetError.InvalidOption, $"{Path} {why}.");

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(DatasetError.Missing, $"{Path} cannot be written: {exception.Message}", exception);
        }
    }
}
