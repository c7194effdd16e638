namespace Sinter.Checkpoints;

/// <summary>
/// Resolves names found in a downloaded file to files that really lie in its folder: no absolute names, no way up, no links to elsewhere. The hub's cache, where a snapshot's files are
/// links into the <c>blobs</c> folder beside it, is allowed.
/// </summary>
internal sealed class ContainedFolder
{
    private readonly string _folder;
    private readonly string _real;
    private readonly string? _blobs;

    public ContainedFolder(string folder)
    {
        _folder = folder;
        _real = RealPath.Of(folder);
        var snapshots = Path.GetDirectoryName(_real);
        if (snapshots is not null && Path.GetFileName(snapshots) == "snapshots") _blobs = Path.Combine(Path.GetDirectoryName(snapshots)!, "blobs");
    }

    /// <summary>The path of a file that an index names.</summary>
    /// <exception cref="CheckpointException">The name leaves the folder, or the file is not there.</exception>
    public string Resolve(string index, string name)
    {
        var parts = name.Split('/', '\\');
        if (name.Length == 0 || name.Contains('\0') || Path.IsPathRooted(name) || parts[0].EndsWith(':') || parts.Any(static part => part is ".." or "." or ""))
            throw Invalid(index, name, "which is no file name inside its folder; only such names are allowed");
        var path = Path.Combine([_folder, .. parts]);
        if (!File.Exists(path)) throw Invalid(index, name, "which is not in the folder; the download may be incomplete");
        var real = RealPath.Of(path);
        if (!IsInside(real, _real) && (_blobs is null || !IsInside(real, _blobs))) throw Invalid(index, name, "which is a link to a place outside its folder");
        return path;
    }

    private static bool IsInside(string path, string folder) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static CheckpointException Invalid(string index, string name, string what) =>
        new(CheckpointError.InvalidIndex, $"{index}: the index names the file {Quoted.Name(name)}, {what}.");
}
