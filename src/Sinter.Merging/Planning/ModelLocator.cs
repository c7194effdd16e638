namespace Sinter.Merging;

/// <summary>
/// Finds the folder or file that a model reference means. A path that exists as written is taken; otherwise <c>+</c> begins an adapter and <c>@</c> a
/// revision. Nothing is
/// downloaded: a hub name is looked up in the folder of earlier downloads.
/// </summary>
internal sealed class ModelLocator(string? folder, string? hubCache)
{
    private readonly string _folder = Path.GetFullPath(folder ?? ".");

    /// <exception cref="RecipeException">There is no such model, or its revision cannot be had.</exception>
    public ModelLocation Locate(ModelReference reference)
    {
        var (path, adapter) = reference.Adapter is null ? Split(reference) : (reference.Path, reference.Adapter);
        return new ModelLocation(
            Find(path, reference.Revision, reference.Position),
            adapter is null ? null : Find(adapter, null, reference.Position));
    }

    private (string Path, string? Adapter) Split(ModelReference reference)
    {
        var text = reference.Path;
        var first = text.IndexOf('+', StringComparison.Ordinal);
        if (first <= 0 || Exists(text)) return (text, null);
        for (var plus = first; plus > 0; plus = text.IndexOf('+', plus + 1))
        {
            var left = text[..plus];
            if (plus + 1 < text.Length && TryFind(left, reference.Revision, out _) is not null) return (left, text[(plus + 1)..]);
        }

        return first + 1 < text.Length ? (text[..first], text[(first + 1)..]) : (text, null);
    }

    private string Find(string text, string? revision, RecipePosition position) =>
        TryFind(text, revision, out var reason) ?? throw RecipeProblems.Single(RecipeError.NotFound, position, $"model '{text}': {reason}");

    private string? TryFind(string text, string? revision, out string reason)
    {
        reason = string.Empty;
        var path = text;
        if (!Exists(text) && revision is null && text.LastIndexOf('@') is > 0 and var at)
        {
            path = text[..at];
            revision = text[(at + 1)..];
        }

        if (Exists(path)) return Revision(Full(path), revision, out reason);
        var cached = hubCache is not null && HubCache.IsHubName(path) ? HubCache.FolderOf(hubCache, path) : null;
        if (cached is not null && HubCache.IsCachedModel(cached)) return Revision(cached, revision, out reason);
        reason = $"no such file or folder: {Full(path)}"
            + (cached is null ? string.Empty : $", nor {cached}")
            + (HubCache.IsHubName(path) ? $"; Sinter downloads nothing: fetch it first, for example with 'hf download {path}', or give the path of its folder."
                : ".");
        return null;
    }

    private static string? Revision(string path, string? revision, out string reason)
    {
        reason = string.Empty;
        if (HubCache.IsCachedModel(path))
        {
            var snapshot = HubCache.Snapshot(path, revision);
            reason = $"the revision '{revision ?? "main"}' is not among the downloaded ones in {Path.Combine(path, "snapshots")}; download it first.";
            return snapshot;
        }

        if (revision is null) return path;
        if (Path.GetFileName(path) == revision) return path;
        reason = $"a plain folder or file has no revisions, but '{revision}' is asked for; remove it, or give a folder of the Hugging Face cache.";
        return null;
    }

    private bool Exists(string path) => File.Exists(Full(path)) || Directory.Exists(Full(path));

    private string Full(string path)
    {
        var full = Path.Combine(_folder, path);
        return full.Contains('\0') ? full : Path.TrimEndingDirectorySeparator(Path.GetFullPath(full));
    }
}
