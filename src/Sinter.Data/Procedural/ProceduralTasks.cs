using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>The tasks that need no download: pictures of 32 × 32 × 3 drawn from a seed, at any number, the same on every machine.</summary>
public static class ProceduralTasks
{
    /// <summary>What goes before a procedural task's name.</summary>
    public const string Prefix = "procedural:";

    private const int HeldOut = 1000;

    private static readonly ImmutableArray<ProceduralTask> All =
    [
        new Glyphs(), new Shapes(), new Textures(), new Counting(), new Orientation(), new Arrangement(), new Symmetry(), new RelativePosition(), new Holes(), new Frequency(), new Trails(),
        new Strokes(), new Surfaces(),
    ];

    /// <summary>The names, with their prefix, in a fixed order.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(static task => Prefix + task.Name)];

    /// <summary>What a task tells apart, in a few words.</summary>
    /// <exception cref="DatasetException">There is no such task.</exception>
    public static string Summary(string name) => Find(name).Summary;

    /// <summary>One split's pictures. A longer set of the same seed starts with the shorter one.</summary>
    /// <param name="name">The task, with or without its prefix.</param>
    /// <param name="split">Any word: different splits share no picture.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Which pictures.</param>
    /// <exception cref="DatasetException">There is no such task.</exception>
    public static ImageSet Create(string name, string split, int count, long seed = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(split);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new ProceduralImageSet(Find(name), split, count, seed);
    }

    /// <summary>The task with splits of its own for training, validation and test.</summary>
    internal static ImageTask Open(string name, TaskOptions options)
    {
        var task = Find(name);
        var train = Create(name, "train", options.ProceduralPictures ?? task.Pictures, options.ProceduralSeed);
        return new ImageTask(
            Prefix + task.Name, $"drawn, seed {options.ProceduralSeed}", "procedural",
            new StoredSplits(() => train, HeldBack("val"), HeldBack("test"), train.Labels, task.Classes, "drawn"), options);

        Func<ImageSet> HeldBack(string split) => () => Create(name, split, HeldOut, options.ProceduralSeed);
    }

    private static ProceduralTask Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var word = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return All.FirstOrDefault(task => task.Name == word)
            ?? throw new DatasetException(DatasetError.Missing, $"there is no procedural task '{word}'{Suggestion.For(word, All.Select(static task => task.Name))}");
    }
}
