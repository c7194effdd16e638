using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>The folder a merge makes: written under a temporary name beside its place, renamed when complete.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly FileStream _lock;

    private OutputFolder(string path, string working, FileStream held)
    {
        Path = path;
        WorkingPath = working;
        _lock = held;
    }

    /// <summary>Where the output will be.</summary>
    public string Path { get; }

    /// <summary>Where it is while unfinished.</summary>
    public string WorkingPath { get; }

    /// <summary>Opens or takes up the unfinished folder for <paramref name="output"/>.</summary>
    /// <exception cref="CheckpointException">The output exists, the place cannot be written, or another run is writing it.</exception>
    public static OutputFolder Open(string output, bool overwrite)
    {
        RefuseExisting(output, overwrite);
        var path = FullPath(output);
        var working = path + ".partial";
        try
        {
            Directory.CreateDirectory(working);
            return new OutputFolder(path, working, new FileStream(LockFile(working), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
        }
        catch (IOException exception) when (File.Exists(LockFile(working)))
        {
            throw new CheckpointException(CheckpointError.InputOutput, $"{working}: another run seems to be writing there; wait for it, or choose another --out.", exception);
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Writing(working, exception);
        }
    }

    /// <summary>Refuses an output that exists.</summary>
    /// <exception cref="CheckpointException">The output exists and may not be replaced.</exception>
    public static void RefuseExisting(string output, bool overwrite)
    {
        var path = FullPath(output);
        if (File.Exists(path))
            throw new CheckpointException(CheckpointError.OutputExists, $"{path}: is a file; --out names a folder to make.");
        if (!overwrite && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new CheckpointException(CheckpointError.OutputExists, $"{path}: exists already; choose another --out, or allow it with --overwrite.");
    }

    /// <summary>Removes what a run of another plan left.</summary>
    public void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(WorkingPath))
            if (file != LockFile(WorkingPath)) File.Delete(file);
    }

    /// <summary>Refuses to start when the disk cannot hold the output.</summary>
    public void RequireSpace(long bytes)
    {
        var free = new DriveInfo(WorkingPath).AvailableFreeSpace;
        if (free >= bytes) return;
        throw new RecipeException(
            RecipeError.Disk, $"{Path}: the output needs {bytes >> 20} MiB and the disk has {free >> 20} MiB left. Free some space or choose another --out.");
    }

    /// <summary>Renames the finished folder into place.</summary>
    public void Publish(bool overwrite)
    {
        _lock.Dispose();
        File.Delete(LockFile(WorkingPath));
        RefuseExisting(Path, overwrite);
        var old = Path + ".replaced";
        try
        {
            if (Directory.Exists(Path)) Directory.Move(Path, old);
            Directory.Move(WorkingPath, Path);
            if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            if (!Directory.Exists(Path) && Directory.Exists(old)) Directory.Move(old, Path);
            throw FileFailure.Writing(Path, exception);
        }
    }

    /// <summary>Removes the unfinished folder.</summary>
    public void Abandon()
    {
        _lock.Dispose();
        if (Directory.Exists(WorkingPath)) Directory.Delete(WorkingPath, recursive: true);
    }

    public void Dispose() => _lock.Dispose();

    private static string FullPath(string output) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(output));

    private static string LockFile(string working) => System.IO.Path.Combine(working, ".sinter-lock");
}
