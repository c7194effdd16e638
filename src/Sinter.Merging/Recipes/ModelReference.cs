using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>
/// Names a model: <c>path[@revision][+adapter[@revision]]</c>, or a checkpoint that is open already. Two references to the same model are equal.
/// </summary>
public sealed record ModelReference
{
    /// <summary>Names a model by path, in the syntax <c>path[@revision][+adapter[@revision]]</c>; a path that exists as written is never split.</summary>
    public ModelReference(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = path;
    }

    /// <summary>Uses an open checkpoint, which stays the caller's and must outlive the plan.</summary>
    public ModelReference(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Path = checkpoint.Path;
        Checkpoint = checkpoint;
    }

    /// <summary>Path of a folder or file.</summary>
    public string Path { get; }

    /// <summary>Revision, when it is given apart from the path.</summary>
    public string? Revision { get; init; }

    /// <summary>Path of a LoRA adapter, when it is given apart from the path; may end in <c>@revision</c>.</summary>
    public string? Adapter { get; init; }

    /// <summary>The open checkpoint, or null.</summary>
    public Checkpoint? Checkpoint { get; }

    internal RecipePosition Position { get; init; }

    /// <summary>Names a model by path.</summary>
    public static implicit operator ModelReference(string path) => new(path);

    /// <summary>Uses an open checkpoint.</summary>
    public static implicit operator ModelReference(Checkpoint checkpoint) => new(checkpoint);

    /// <summary>Names a model by path.</summary>
    public static ModelReference FromString(string path) => path;

    /// <summary>Uses an open checkpoint.</summary>
    public static ModelReference FromCheckpoint(Checkpoint checkpoint) => checkpoint;

    /// <inheritdoc/>
    public bool Equals(ModelReference? other) =>
        other is not null && Path == other.Path && Revision == other.Revision && Adapter == other.Adapter && ReferenceEquals(Checkpoint, other.Checkpoint);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Revision, Adapter);

    /// <summary>As a recipe would write it.</summary>
    public override string ToString() => Path + (Revision is null ? string.Empty : "@" + Revision) + (Adapter is null ? string.Empty : "+" + Adapter);
}
