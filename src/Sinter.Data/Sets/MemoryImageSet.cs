using System.Collections.Immutable;

namespace Sinter.Data;

/// <summary>Pictures of one size in one block of bytes: nothing is decoded twice, and <see cref="Pixels"/> allocates nothing.</summary>
public sealed class MemoryImageSet : ImageSet
{
    private readonly byte[] _pixels;

    /// <summary>A set over the given bytes, which are not copied.</summary>
    /// <param name="name">For tables and messages.</param>
    /// <param name="classes">Class names in the order of the labels.</param>
    /// <param name="labels">The class of every picture; empty when nothing is known about them.</param>
    /// <param name="shape">The size of a picture.</param>
    /// <param name="pixels">Picture after picture, [count, height, width, channels].</param>
    /// <exception cref="DatasetException">Labels and pictures differ in number, or a label has no class.</exception>
    public MemoryImageSet(string name, ImmutableArray<string> classes, ImmutableArray<int> labels, ImageShape shape, byte[] pixels)
        : base(name, classes, labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length % shape.Length != 0) throw new ArgumentException($"{pixels.Length} bytes are no whole number of pictures of {shape}.", nameof(pixels));
        (_pixels, Size) = (pixels, shape);
        LabelChecks.Require(this);
    }

    /// <inheritdoc/>
    public override int Count => _pixels.Length / Size.Length;

    /// <summary>The size of every picture.</summary>
    public ImageShape Size { get; }

    /// <inheritdoc/>
    public override ImageShape? Shape => Size;

    /// <summary>The pixels of picture <paramref name="index"/>, [height, width, channels].</summary>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return _pixels.AsSpan(checked(index * Size.Length), Size.Length);
    }

    /// <inheritdoc/>
    public override Image Read(int index) => new(Size.Width, Size.Height, Size.Channels, Pixels(index).ToArray());

    /// <inheritdoc/>
    public override void CopyTo(int index, Span<byte> pixels) => Pixels(index).CopyTo(pixels);

    /// <summary>The same pictures with a black margin on every side, for example 28 × 28 to 32 × 32 by 2.</summary>
    public MemoryImageSet Padded(int margin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(margin);
        if (margin == 0) return this;
        var shape = Size with { Width = Size.Width + (2 * margin), Height = Size.Height + (2 * margin) };
        var pixels = Allocate(Name, Count, shape);
        var (row, wideRow) = (Size.Width * Size.Channels, shape.Width * shape.Channels);
        for (var i = 0; i < Count; i++)
        {
            var to = pixels.AsSpan((i * shape.Length) + (margin * wideRow) + (margin * shape.Channels));
            for (var y = 0; y < Size.Height; y++) Pixels(i).Slice(y * row, row).CopyTo(to[(y * wideRow)..]);
        }

        return new MemoryImageSet(Name, Classes, Labels, shape, pixels);
    }

    /// <summary>The same pictures as RGB: gray is repeated, alpha is dropped. Itself when it is RGB already.</summary>
    public MemoryImageSet ToRgb()
    {
        if (Size.Channels == 3) return this;
        var shape = Size with { Channels = 3 };
        var pixels = Allocate(Name, Count, shape);
        for (int from = 0, to = 0; to < pixels.Length; from += Size.Channels, to += 3)
        {
            pixels[to] = _pixels[from];
            pixels[to + 1] = _pixels[Size.Channels == 1 ? from : from + 1];
            pixels[to + 2] = _pixels[Size.Channels == 1 ? from : from + 2];
        }

        return new MemoryImageSet(Name, Classes, Labels, shape, pixels);
    }

    /// <summary>Decodes every picture of a set into memory, on all processors.</summary>
    /// <param name="set">Any set.</param>
    /// <param name="transform">What to do with each picture first, for example a resize: the results must be of one size.</param>
    /// <exception cref="DatasetException">A picture is damaged or of another size than the first, the set is empty, or all of it is more than 2 GB.</exception>
    public static MemoryImageSet Load(ImageSet set, Func<Image, Image>? transform = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set is MemoryImageSet memory && transform is null) return memory;
        if (set.Count == 0) throw new DatasetException(DatasetError.Empty, $"{set.Name} has no pictures.");
        Image Decode(int index) => transform is null ? set.Read(index) : transform(set.Read(index));
        var first = Decode(0);
        var shape = new ImageShape(first.Width, first.Height, first.Channels);
        var pixels = Allocate(set.Name, set.Count, shape);
        InOrder.Run(set.Count, index =>
        {
            var image = Decode(index);
            if (new ImageShape(image.Width, image.Height, image.Channels) != shape)
            {
                throw new DatasetException(
                    DatasetError.UnsupportedImage,
                    $"{set.Describe(index)} is {image.Width} x {image.Height} x {image.Channels}, but {set.Describe(0)} is {shape}; resize the pictures to one size first.");
            }

            image.Pixels.CopyTo(pixels, index * shape.Length);
        });
        return new MemoryImageSet(set.Name, set.Classes, set.Labels, shape, pixels);
    }

    /// <summary>Zeroed memory for so many pictures.</summary>
    internal static byte[] Allocate(string name, int count, ImageShape shape)
    {
        var length = (long)count * shape.Length;
        if (length <= Array.MaxLength) return new byte[length];
        throw new DatasetException(
            DatasetError.InvalidOption,
            $"{name}: {count} pictures of {shape} are {length} bytes, more than the {Array.MaxLength} that a set in memory can have; read them from files instead.");
    }
}
