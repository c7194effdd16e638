using System.Text.Json.Nodes;

namespace Sinter.Evaluation;

/// <summary>A row of the tables: a model, or a way to make one, that is scored on all pictures.</summary>
/// <param name="name">Unique.</param>
/// <param name="group">The table it stands in.</param>
/// <param name="note">What is particular about it.</param>
internal abstract class StudyRow(string name, string group, string note)
{
    // Raised when cells of an earlier version would be scored differently.
    private const int Version = 1;

    public string Name { get; } = name;

    public string Group { get; } = group;

    public string Note { get; } = note;

    /// <summary>Whether it is made anew for every seed.</summary>
    public virtual bool HasSeeds => false;

    /// <summary>What it is fitted on, in words; null for rows that are not.</summary>
    public virtual string? Adaptation => null;

    /// <summary>Everything that a cell depends on.</summary>
    public JsonObject Depends(StudyScene scene, int? seed)
    {
        var result = new JsonObject
        {
            ["version"] = Version,
            ["family"] = scene.FamilyHash,
            ["pictures"] = scene.ScoredHash,
            ["images"] = scene.Settings.Images,
            ["split"] = scene.Settings.Split.ToString().ToLowerInvariant(),
            ["corruption"] = $"{scene.Settings.Corruption.Name}, {scene.Settings.Corruption.Description}",
            ["corruption_seed"] = StudyPictures.CorruptionSeed,
            ["seed"] = seed,
        };
        Describe(result, scene, seed);
        return result;
    }

    /// <summary>Makes and scores it.</summary>
    public abstract CellScores Compute(StudyScene scene, int? seed);

    /// <summary>Adds what sets it apart from other rows.</summary>
    protected abstract void Describe(JsonObject depends, StudyScene scene, int? seed);
}
