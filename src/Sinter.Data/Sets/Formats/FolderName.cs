namespace Sinter.Data;

/// <summary>The name of a folder or file without what is around it.</summary>
internal static class FolderName
{
    /// <summary>The last part of a path; of <c>.</c> and the like, the last part of what it stands for.</summary>
    public static string Of(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return name.Length > 0 ? name : path;
    }
}
