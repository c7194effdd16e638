namespace Sinter.Checkpoints;

/// <summary>Turns what the operating system says into a <see cref="CheckpointException"/> that names the file.</summary>
internal static class FileFailure
{
    public static bool Covers(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;

    public static CheckpointException Reading(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => new(CheckpointError.NotFound, $"{path}: no such file or folder.", exception),
        UnauthorizedAccessException when Directory.Exists(path) => new(CheckpointError.InputOutput, $"{path}: is a folder, expected a file.", exception),
        UnauthorizedAccessException => new(CheckpointError.InputOutput, $"{path}: no permission to read it.", exception),
        _ => new(CheckpointError.InputOutput, $"{path}: cannot be read: {OneLine(exception)}", exception),
    };

    public static CheckpointException Writing(string path, Exception exception) => exception switch
    {
        DirectoryNotFoundException => new(CheckpointError.InputOutput, $"{path}: cannot be written: its folder does not exist.", exception),
        UnauthorizedAccessException => new(CheckpointError.InputOutput, $"{path}: no permission to write it.", exception),
        IOException when File.Exists(path) && IsExisting(exception) => new(CheckpointError.OutputExists, $"{path}: exists already; allow overwriting or choose another name.", exception),
        IOException when IsDiskFull(exception) => new(CheckpointError.InputOutput, $"{path}: cannot be written: the disk is full.", exception),
        _ => new(CheckpointError.InputOutput, $"{path}: cannot be written: {OneLine(exception)}", exception),
    };

    // ENOSPC and EDQUOT; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULTs; .NET's own preallocation failure on Unix.
    private static bool IsDiskFull(Exception exception) => exception.HResult is 28 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027);

    // EEXIST; ERROR_FILE_EXISTS as an HRESULT.
    private static bool IsExisting(Exception exception) => exception.HResult is 17 or unchecked((int)0x80070050);

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");
}
