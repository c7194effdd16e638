using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Opens every checkpoint of a plan once.</summary>
internal sealed class CheckpointPool(ModelLocator locator) : IDisposable
{
    private readonly Dictionary<ModelLocation, Checkpoint> _opened = [];
    private readonly Dictionary<Checkpoint, string> _names = [];
    private readonly List<Checkpoint> _order = [];
    private readonly HashSet<Checkpoint> _borrowed = [];

    /// <summary>Every checkpoint, in the order they were asked for.</summary>
    public IReadOnlyList<Checkpoint> All => _order;

    /// <summary>The short name of each, no two the same.</summary>
    public IReadOnlyDictionary<Checkpoint, string> Names => _names;

    /// <summary>Those that belong to the caller.</summary>
    public IReadOnlySet<Checkpoint> Borrowed => _borrowed;

    /// <exception cref="RecipeException">There is no such model.</exception>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public Checkpoint Open(ModelReference reference)
    {
        if (reference.Checkpoint is { } given)
        {
            if (_borrowed.Add(given)) Add(given, Path.GetFileName(Path.TrimEndingDirectorySeparator(given.Path)) is { Length: > 0 } name ? name : given.Path);
            if (reference.Adapter is not null) throw RecipeProblems.Single(RecipeError.NotSupported, reference.Position,
                "an adapter cannot be put on a checkpoint that is open already; give the model's path.");
            return given;
        }

        return Open(locator.Locate(reference));
    }

    /// <summary>The folder of a model, which is not opened.</summary>
    /// <exception cref="RecipeException">There is no such model.</exception>
    public string? FolderOf(ModelReference reference)
    {
        var path = reference.Checkpoint?.Path ?? locator.Locate(reference).Path;
        return Directory.Exists(path) ? path : File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
    }

    /// <summary>Opens a file that is no model, such as statistics.</summary>
    public Checkpoint Open(string path) => Open(new ModelLocation(path, null));

    /// <summary>The short name of a checkpoint, no two the same.</summary>
    public string NameOf(Checkpoint checkpoint) => _names[checkpoint];

    public void Dispose()
    {
        foreach (var checkpoint in _order)
            if (!_borrowed.Contains(checkpoint)) checkpoint.Dispose();
    }

    private Checkpoint Open(ModelLocation location)
    {
        if (_opened.TryGetValue(location, out var checkpoint)) return checkpoint;
        checkpoint = location.Adapter is null ? Checkpoint.Open(location.Path) : OpenAdapted(location.Path, location.Adapter);
        _opened.Add(location, checkpoint);
        Add(checkpoint, location.ShortName);
        return checkpoint;
    }

    private static Checkpoint OpenAdapted(string path, string adapter)
    {
        var baseModel = Checkpoint.Open(path);
        try
        {
            return LoraCheckpoint.Apply(baseModel, adapter);
        }
        catch
        {
            baseModel.Dispose();
            throw;
        }
    }

    private void Add(Checkpoint checkpoint, string name)
    {
        _order.Add(checkpoint);
        var unique = name;
        for (var number = 2; _names.ContainsValue(unique); number++) unique = $"{name}#{number}";
        _names.Add(checkpoint, unique);
    }
}
