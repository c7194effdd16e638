namespace Sinter.Merging;

/// <summary>Where a model lies.</summary>
/// <param name="Path">Full path of its folder or file.</param>
/// <param name="Adapter">Full path of the LoRA adapter put on it, or null.</param>
internal sealed record ModelLocation(string Path, string? Adapter)
{
    /// <summary>A short name for messages: the last part of the path.</summary>
    public string ShortName => Short(Path) + (Adapter is null ? string.Empty : "+" + Short(Adapter));

    private static string Short(string path)
    {
        var name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));
        var folder = System.IO.Path.GetDirectoryName(path);
        var isSnapshot = folder is not null && System.IO.Path.GetFileName(folder) == "snapshots";
        if (isSnapshot) name = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(folder))!["models--".Length..].Replace("--", "/",
            StringComparison.Ordinal);
        return name.Length == 0 ? path : name;
    }
}
