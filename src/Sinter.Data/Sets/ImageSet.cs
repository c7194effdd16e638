using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>
/// Pictures with labels: one split of a task, or a selection from one. Reading a picture is safe from several threads and always gives the same pixels.
/// </summary>
public abstract class ImageSet
{
    /// <summary>A set with its names.</summary>
    /// <param name="name">For tables and messages, for example <c>gtsrb/test</c>.</param>
    /// <param name="classes">Class names in the order of the labels.</param>
    /// <param name="labels">The class of every picture; empty when nothing is known about them.</param>
    protected ImageSet(string name, ImmutableArray<string> classes, ImmutableArray<int> labels)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Name, Classes, Labels) = (name, classes, labels);
    }

    /// <summary>For tables and messages.</summary>
    public string Name { get; }

    /// <summary>Class names in the order of the labels.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>The class of every picture, 0 to Classes.Length − 1; empty for unlabelled pictures.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Pictures.</summary>
    public abstract int Count { get; }

    /// <summary>Decodes picture number <paramref name="index"/>; any size, 1, 3 or 4 channels.</summary>
    /// <exception cref="DatasetException">The file is missing or damaged.</exception>
    public abstract Image Read(int index);

    /// <summary>Where the picture comes from, for messages and predictions: a file's path, or the set's name and the number.</summary>
    public virtual string Describe(int index) => $"{Name}[{index}]";
}
