namespace Sinter.Data;

/// <summary>
/// Opens tasks by name: those of a data root (a folder of task folders; <c>pacs:photo</c> is the task photo of the folder pacs), tasks at a path, and <c>procedural:NAME</c>.
/// The root is the one given, else the environment variable SINTER_DATA, else <c>../shared/data/images</c> from the current folder if that is there.
/// </summary>
public sealed class TaskCatalog
{
    private const string Variable = "SINTER_DATA";
    private readonly string _origin;

    /// <summary>A catalogue over a root.</summary>
    /// <param name="root">The root; null to look for it.</param>
    /// <exception cref="DatasetException">The root that was given, or that SINTER_DATA names, is not there.</exception>
    public TaskCatalog(string? root = null)
    {
        var variable = Environment.GetEnvironmentVariable(Variable);
        var fallback = Path.GetFullPath(Path.Combine("..", "shared", "data", "images"));
        (Root, _origin) = root is not null ? (root, "given by --root")
            : variable is { Length: > 0 } ? (variable, $"given by {Variable}")
            : Directory.Exists(fallback) ? (fallback, "found beside the current folder")
            : (null, $"no data root: {Variable} is not set and {fallback} is not there");
        if (Root is not null && !Directory.Exists(Root)) throw new DatasetException(DatasetError.Missing, $"{Root}, {_origin}: no such folder; expected the folder of the tasks' folders.");
    }

    /// <summary>The data root; null if there is none, so that only paths and procedural tasks can be opened.</summary>
    public string? Root { get; }

    /// <summary>Every task of the root and every procedural one.</summary>
    public IReadOnlyList<TaskEntry> List() => [.. OfRoot().Concat(ProceduralTasks.Names).Select(static name => new TaskEntry(name, TaskRoles.Of(name), TaskRoles.Summary(name)))];

    /// <summary>The tasks that a name stands for: itself, or those of <c>core8</c>, <c>unseen</c>, <c>pacs</c>, <c>cmater</c>, <c>procedural</c>.</summary>
    public static IReadOnlyList<string> Expand(string name)
    {
        if (name is "procedural" or ProceduralTasks.Prefix + "*") return ProceduralTasks.Names;
        foreach (var (role, tasks) in TaskRoles.All)
            if (role == name) return tasks;
        return [name];
    }

    /// <summary>Opens a task.</summary>
    /// <param name="name">A task's name, or a path.</param>
    /// <param name="options">How to split; null for the defaults.</param>
    /// <exception cref="DatasetException">There is no such task, or its files are damaged.</exception>
    public ImageTask Open(string name, TaskOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        options ??= new TaskOptions();
        if (Expand(name) is { Count: > 1 } several)
            throw new DatasetException(DatasetError.InvalidOption, $"'{name}' stands for {several.Count} tasks ({string.Join(", ", several)}) where one is expected.");
        if (name.StartsWith(ProceduralTasks.Prefix, StringComparison.Ordinal)) return ProceduralTasks.Open(name, options);
        var isPath = name.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) || name[0] == '.';
        if (!isPath && Root is not null && PathTask.TryOpen(Path.Combine(Root, name), name, options) is { } task) return task;
        if (PathTask.TryOpen(name, FolderName.Of(name), options) is { } other) return other;
        throw Unknown(name, isPath);
    }

    private DatasetException Unknown(string name, bool isPath)
    {
        if (isPath) return new DatasetException(DatasetError.Missing, $"{name}: no such file or folder.");
        var looked = Root is null ? _origin : $"looked in {Root}, {_origin}, and in the current folder";
        var known = List().Select(static entry => entry.Name).Concat(TaskRoles.All.Select(static role => role.Name));
        return new DatasetException(DatasetError.Missing, $"there is no task '{name}'{Suggestion.For(name, known)} ({looked})");
    }

    private IEnumerable<string> OfRoot() => Root is null
        ? []
        : SetFiles.Entries(Root, folders: true)
            .SelectMany(static folder => PackedTask.Domains(folder).Select(domain => domain.Length == 0 ? FolderName.Of(folder) : $"{FolderName.Of(folder)}:{domain}"));
}
