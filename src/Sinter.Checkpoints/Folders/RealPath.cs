namespace Sinter.Checkpoints;

/// <summary>Full paths with every link along the way followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <exception cref="CheckpointException">The links go in circles.</exception>
    public static string Of(string path)
    {
        var links = 0;
        var rest = new Stack<string>(Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        var root = Path.GetPathRoot(Path.GetFullPath(path))!;
        if (rest.TryPeek(out var drive) && root.StartsWith(drive, StringComparison.Ordinal)) rest.Pop();
        var real = root;
        try
        {
            while (rest.TryPop(out var part))
            {
                var next = Path.Combine(real, part);
                if (new FileInfo(next).LinkTarget is not { } target)
                {
                    real = next;
                    continue;
                }

                if (++links > MostLinks) throw new CheckpointException(CheckpointError.InputOutput, $"{path}: is a link that leads in circles.");
                var resolved = Path.GetFullPath(Path.Combine(real, target));
                foreach (var segment in resolved[Path.GetPathRoot(resolved)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(segment);
                real = Path.GetPathRoot(resolved)!;
            }
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Reading(path, exception);
        }

        return real;
    }
}
