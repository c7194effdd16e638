namespace Sinter.Merging;

/// <summary>Finds out how much a disk can take.</summary>
internal static class DiskSpace
{
    /// <summary>Free bytes where a path lies or would lie; null when that cannot be found out.</summary>
    public static long? FreeAt(string? path)
    {
        if (path is null) return null;
        var folder = Path.GetFullPath(path);
        while (!Directory.Exists(folder))
        {
            if (Path.GetDirectoryName(folder) is not { } parent) return null;
            folder = parent;
        }

        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
