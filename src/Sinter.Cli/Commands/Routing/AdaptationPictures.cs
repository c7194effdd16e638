using System.CommandLine;
using Sinter.Data;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>
/// Reads <c>--data</c>: <c>NAME=TASK</c> gives an expert the pictures of a task or a folder; a bare word is a task (or a group like core8) whose experts are called like it, or a folder of pictures of unknown task.
/// </summary>
internal sealed class AdaptationPictures
{
    private readonly Option<string[]> _data;
    private readonly Option<TaskSplit> _split;
    private readonly Option<int?> _most = CommonOptions.Number("--images", [], "N", "At most so many pictures of each task, evenly spaced [default: all].", 1, int.MaxValue);
    private readonly DataOptions _options;

    public AdaptationPictures(Command command, string description, TaskSplit split)
    {
        _data = new Option<string[]>("--data") { HelpName = "[NAME=]TASK", Description = description, Required = true };
        _data.Validators.Add(CommonOptions.RefuseEmpty);
        _split = new Option<TaskSplit>("--split") { Description = "Which pictures of a task.", DefaultValueFactory = _ => split };
        foreach (var option in (Option[])[_data, _split, _most]) command.Add(option);
        _options = new DataOptions(command);
    }

    /// <summary>The names of experts, or of tasks that experts are called like, whose pictures are given; a folder of pictures names none.</summary>
    public IReadOnlyList<string> Names(ParseResult parsed) =>
        [.. parsed.GetValue(_data)!.Select(NamedPath.Parse).SelectMany(static given => given.Name is { } name ? [name] : TaskCatalog.Expand(given.Where).Where(static one => !Directory.Exists(one))).Distinct()];

    /// <summary>Pictures of each task, at most.</summary>
    public int? Most(ParseResult parsed) => parsed.GetValue(_most);

    /// <summary>The pictures, and the expert whose task they belong to: −1 when it is not known.</summary>
    public List<(ImageSet Pictures, int Task)> Open(ParseResult parsed, IReadOnlyList<string> experts)
    {
        var (catalog, splitting, split) = (_options.Catalog(parsed), _options.Splitting(parsed), parsed.GetValue(_split));
        List<(ImageSet, int)> result = [];
        foreach (var given in parsed.GetValue(_data)!.Select(NamedPath.Parse))
        {
            if (given.Name is { } name)
            {
                result.Add((Pictures(catalog.Open(given.Where, splitting), split), Number(name, experts)));
                continue;
            }

            foreach (var task in TaskCatalog.Expand(given.Where).Select(one => catalog.Open(one, splitting)))
                result.Add((Pictures(task, split), experts.ToList().IndexOf(ExpertFolder.Name(task.Name))));
        }

        return result;
    }

    /// <summary>Pictures of a task or group, under the same options.</summary>
    public IEnumerable<ImageSet> Named(ParseResult parsed, string name)
    {
        var (catalog, splitting, split) = (_options.Catalog(parsed), _options.Splitting(parsed), parsed.GetValue(_split));
        return TaskCatalog.Expand(name).Select(one => Pictures(catalog.Open(one, splitting), split));
    }

    // A plain folder of pictures is not split.
    private static ImageSet Pictures(ImageTask task, TaskSplit split) => task.Classes.IsEmpty ? task.Open(task.Parts[0]) : task.Open(split);

    private static int Number(string name, IReadOnlyList<string> experts)
    {
        var place = experts.ToList().IndexOf(name);
        return place >= 0 ? place : throw new UsageException($"--data gives pictures to '{name}', and there is no such expert; there are {string.Join(", ", experts)}.");
    }
}
