using System.Runtime.CompilerServices;

namespace Sinter.Testing;

/// <summary>The shared folder of goldens and data sets: SINTER_SHARED, or <c>../shared</c> from the repository root. Tests skip with the reason when it is absent.</summary>
public static class SharedData
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("SINTER_SHARED") is { Length: > 0 } given
        ? Path.GetFullPath(given)
        : Path.GetFullPath(Path.Combine(RepositoryRoot(), "..", "shared"));

    /// <summary>The path of a file or folder in the shared folder; skips the running test when it is not there.</summary>
    public static string Require(params string[] parts)
    {
        var path = Path.Combine([Root, .. parts]);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"{Path.Combine(parts)} is not in the shared folder {Root} (set SINTER_SHARED to its place).");
        return path;
    }

    /// <summary>Whether something is there; for theory data, which must not be empty: fall back to one row that calls <see cref="Require"/>.</summary>
    public static bool Has(params string[] parts)
    {
        var path = Path.Combine([Root, .. parts]);
        return File.Exists(path) || Directory.Exists(path);
    }

    private static string RepositoryRoot([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Sinter.slnx"))) return folder.FullName;
        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
    }
}
