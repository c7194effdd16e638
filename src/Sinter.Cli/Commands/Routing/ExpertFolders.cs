using System.CommandLine;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>Where experts are: each named, or a folder that holds one folder a task, called like it.</summary>
internal sealed class ExpertFolders
{
    private readonly Option<string[]> _each = new("--expert") { HelpName = "NAME=DIR", Description = "An expert fine-tuned from the base, with its classifier; may be repeated." };
    private readonly Option<string?> _all = new("--experts") { HelpName = "DIR", Description = "Folder of the experts' folders: of those called like a task of --data, or of all if --data names none." };

    public ExpertFolders(Command command)
    {
        _all.Validators.Add(CommonOptions.RefuseEmpty);
        command.Add(_each);
        command.Add(_all);
    }

    /// <summary>Names and folders.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="tasks">Tasks that --data names.</param>
    public List<(string Name, string Path)> Find(ParseResult parsed, IReadOnlyList<string> tasks)
    {
        var found = parsed.GetValue(_each)!.Select(NamedPath.Parse).Select(static given => (given.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(given.Where)), given.Where)).ToList();
        if (parsed.GetValue(_all) is { } folder) found.AddRange(Within(folder, [.. tasks.Select(ExpertFolder.Name).Except(found.Select(static expert => expert.Item1))], tasks.Count > 0));
        return found.Count > 0 ? found : throw new UsageException("There are no experts: name each with --expert NAME=DIR, or the folder of their folders with --experts DIR.");
    }

    private static IEnumerable<(string Name, string Path)> Within(string folder, string[] wanted, bool named)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"--experts {folder}: there is no such folder.");
        string[] there = [.. Directory.EnumerateDirectories(folder).Where(static one => File.Exists(Path.Combine(one, "config.json"))).Select(static one => Path.GetFileName(one)).Order(StringComparer.Ordinal)];
        if (!named) wanted = there;
        if (wanted.FirstOrDefault(name => !there.Contains(name)) is { } missing)
            throw new UsageException($"--experts {folder}: it holds no expert '{missing}', whose pictures --data gives; it holds {(there.Length == 0 ? "none" : string.Join(", ", there))}. An expert is a folder with config.json.");
        return wanted.Select(name => (name, Path.Combine(folder, name)));
    }
}
