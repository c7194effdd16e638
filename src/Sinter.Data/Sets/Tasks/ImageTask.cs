using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// A task: its training, validation and test pictures, over the same classes. Nothing is decoded before a part is asked for; a part is decoded once. Validation is what the
/// task stores, or a part of the stored training pictures, which are then fewer.
/// </summary>
public sealed class ImageTask
{
    private readonly Dictionary<TaskSplit, Lazy<ImageSet>> _parts = [];
    private readonly ConcurrentQueue<string> _skipped = [];
    private readonly bool _skipBad;

    internal ImageTask(string name, string source, string form, StoredSplits stored, TaskOptions options)
    {
        (Name, Source, Form, Classes, _skipBad) = (name, source, form, stored.Classes, options.SkipBad);
        if (!(options.ValidationFraction > 0 && options.ValidationFraction < 1))
            throw new DatasetException(DatasetError.InvalidOption, $"the validation fraction is {options.ValidationFraction}; expected a number between 0 and 1.");
        if (stored.Test is { } test) _parts[TaskSplit.Test] = Part(test);
        if (stored.Train is not { } train)
        {
            ValidationNote = "none";
            if (stored.Validation is { } alone) _parts[TaskSplit.Validation] = Part(alone);
            return;
        }

        if (stored.Validation is { } validation)
        {
            ValidationNote = stored.ValidationNote;
            _parts[TaskSplit.Train] = Part(train);
            _parts[TaskSplit.Validation] = Part(validation);
            return;
        }

        var cut = ValidationCut.Of(stored.TrainLabels, options);
        ValidationNote = cut.Note;
        var whole = Once(train);
        _parts[TaskSplit.Train] = new(() => Readable(whole.Value.Subset(cut.Train)));
        _parts[TaskSplit.Validation] = new(() => Readable(whole.Value.Subset(cut.Validation, $"{name}/val")));

        Lazy<ImageSet> Part(Func<ImageSet> load)
        {
            var set = Once(load);
            return new(() => Readable(set.Value));
        }

        Lazy<ImageSet> Once(Func<ImageSet> load) => new(() =>
        {
            var set = load();
            LabelChecks.RequireEveryClass(set, source);
            return set;
        });
    }

    /// <summary>The task's name, for example <c>pacs:photo</c>.</summary>
    public string Name { get; }

    /// <summary>The file or folder it comes from, or what draws it.</summary>
    public string Source { get; }

    /// <summary>How it is stored, in a few words.</summary>
    public string Form { get; }

    /// <summary>Where the validation pictures come from, in a few words: for run cards.</summary>
    public string ValidationNote { get; }

    /// <summary>What was wrong with the pictures that were left out of the parts opened so far, by <see cref="TaskOptions.SkipBad"/>.</summary>
    public ImmutableArray<string> Skipped => [.. _skipped];

    /// <summary>Class names in the order of the labels; empty when the pictures have no labels.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The parts that there are.</summary>
    public ImmutableArray<TaskSplit> Parts => [.. _parts.Keys.Order()];

    /// <summary>The training pictures.</summary>
    /// <exception cref="DatasetException">There are none, or they are damaged.</exception>
    public ImageSet Train => Open(TaskSplit.Train);

    /// <summary>The validation pictures.</summary>
    /// <inheritdoc cref="Train" path="/exception"/>
    public ImageSet Validation => Open(TaskSplit.Validation);

    /// <summary>The test pictures.</summary>
    /// <inheritdoc cref="Train" path="/exception"/>
    public ImageSet Test => Open(TaskSplit.Test);

    /// <summary>Whether there is such a part.</summary>
    public bool Has(TaskSplit part) => _parts.ContainsKey(part);

    /// <summary>A part.</summary>
    /// <inheritdoc cref="Train" path="/exception"/>
    public ImageSet Open(TaskSplit part) => _parts.TryGetValue(part, out var set)
        ? set.Value
        : throw new DatasetException(DatasetError.Missing, $"{Name} ({Source}) has no {Word(part)} pictures; it has {string.Join(", ", Parts.Select(Word))}.");

    private ImageSet Readable(ImageSet set)
    {
        if (set.Count == 0)
            throw new DatasetException(DatasetError.Empty, $"{set.Name} ({Source}) has no picture; validation: {ValidationNote}. Give it more pictures, or another validation fraction.");
        if (!_skipBad || set.Shape is not null) return set;
        var (readable, skipped) = ReadableImages.Of(set);
        foreach (var problem in skipped) _skipped.Enqueue(problem);
        return readable;
    }

    private static string Word(TaskSplit part) => part switch
    {
        TaskSplit.Train => "training",
        TaskSplit.Validation => "validation",
        _ => "test",
    };
}
