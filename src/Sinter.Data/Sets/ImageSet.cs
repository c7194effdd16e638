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

    /// <summary>The size of every picture where it is one and known without decoding; null otherwise.</summary>
    public virtual ImageShape? Shape => null;

    /// <summary>Decodes picture number <paramref name="index"/>; any size, 1, 3 or 4 channels.</summary>
    /// <exception cref="DatasetException">The file is missing or damaged.</exception>
    public abstract Image Read(int index);

    /// <summary>Writes the pixels of picture <paramref name="index"/>, [height, width, channels]; allocates nothing where <see cref="Shape"/> is known.</summary>
    /// <param name="index">The picture's number.</param>
    /// <param name="pixels">As long as the picture.</param>
    /// <exception cref="DatasetException">The file is missing or damaged, or the picture has another size.</exception>
    public virtual void CopyTo(int index, Span<byte> pixels)
    {
        var image = Read(index);
        if (image.Pixels.Length != pixels.Length)
        {
            throw new DatasetException(
                DatasetError.UnsupportedImage,
                $"{Describe(index)} is {new ImageShape(image.Width, image.Height, image.Channels)} = {image.Pixels.Length} bytes where {pixels.Length} were expected; resize the pictures first.");
        }

        image.Pixels.CopyTo(pixels);
    }

    /// <summary>Where the picture comes from, for messages and predictions: a file's path, or the set's name and the number.</summary>
    public virtual string Describe(int index) => $"{Name}[{index}]";

    /// <summary>Pictures of the set in another order or number.</summary>
    /// <param name="indices">Numbers of pictures of this set; a number may occur again.</param>
    /// <param name="name">The selection's name; null for this set's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not one of the set's.</exception>
    public ImageSet Subset(IEnumerable<int> indices, string? name = null) => new ImageSubset(this, [.. indices], name ?? Name);

    /// <summary>
    /// Two parts of the set, each in the set's order: every class gives <paramref name="fraction"/> of its pictures to the second part, rounded, at least one where it has two.
    /// Which ones depends on the seed and the picture's number alone.
    /// </summary>
    /// <param name="fraction">The second part's share, between 0 and 1.</param>
    /// <param name="seed">Which split.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not between 0 and 1.</exception>
    public (ImageSet First, ImageSet Second) Split(double fraction, long seed)
    {
        var (first, second) = StratifiedSplit.Of(Labels.IsEmpty ? [.. new int[Count]] : Labels, fraction, seed);
        return (Subset(first), Subset(second));
    }

    /// <summary>The pictures of several sets one after the other, for training on all of them with one head: the classes of each set follow those of the sets before it.</summary>
    /// <param name="name">The joint set's name.</param>
    /// <param name="sets">Labelled sets; their names go before their classes'.</param>
    /// <exception cref="ArgumentException">No set, or one without labels.</exception>
    public static ImageSet Concat(string name, params IReadOnlyList<ImageSet> sets) => new JointImageSet(name, sets);
}
