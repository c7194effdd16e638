namespace Sinter.Merging;

/// <summary>The folder in which Hugging Face's tools keep downloaded models: <c>models--ORG--NAME/snapshots/REVISION</c>, with branch names in
/// <c>refs</c>.</summary>
public static class HubCache
{
    /// <summary>The folder that the variables HF_HUB_CACHE, HF_HOME or XDG_CACHE_HOME point to, or the usual one in the home folder.</summary>
    public static string FromEnvironment()
    {
        if (Variable("HF_HUB_CACHE") is { } cache) return cache;
        if (Variable("HF_HOME") is { } home) return Path.Combine(home, "hub");
        var caches = Variable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(caches, "huggingface", "hub");
    }

    /// <summary>Whether a word has the form <c>org/model</c>.</summary>
    internal static bool IsHubName(string name)
    {
        var parts = name.Split('/');
        return parts.Length == 2
            && parts.All(static part => part.Length > 0 && part[0] != '.' && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
    }

    /// <summary>The folder a hub name has in the cache.</summary>
    internal static string FolderOf(string cache, string name) => Path.Combine(cache, "models--" + name.Replace("/", "--", StringComparison.Ordinal));

    /// <summary>Whether a folder is laid out as a cached model.</summary>
    internal static bool IsCachedModel(string folder) => Directory.Exists(Path.Combine(folder, "snapshots"));

    /// <summary>The snapshot of a revision (a branch, tag or commit; null for main), or null when it is not there.</summary>
    internal static string? Snapshot(string folder, string? revision)
    {
        revision ??= "main";
        if (revision.Split('/').Any(static part => part is "" or "." or "..") || Path.IsPathRooted(revision)) return null;
        var reference = Path.Combine(folder, "refs", revision);
        var commit = File.Exists(reference) && new FileInfo(reference).Length < 200 ? File.ReadAllText(reference).Trim() : revision;
        if (commit.Length == 0 || commit is "." or ".." || commit.Contains('/') || commit.Contains('\\')) return null;
        var snapshot = Path.Combine(folder, "snapshots", commit);
        return Directory.Exists(snapshot) ? snapshot : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
