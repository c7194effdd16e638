namespace Sinter.Data;

/// <summary>Cuts rectangles out of pictures.</summary>
public static class ImageCrop
{
    /// <summary>A rectangle of the picture; what lies outside the picture is black (and transparent).</summary>
    /// <param name="image">Any number of channels.</param>
    /// <param name="left">The first column, may be negative.</param>
    /// <param name="top">The first row, may be negative.</param>
    /// <param name="width">Columns, from 1.</param>
    /// <param name="height">Rows, from 1.</param>
    public static Image Cut(Image image, int left, int top, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Image(width, height, image.Channels);
        var (first, last) = (Math.Max(0, left), (int)Math.Min(image.Width, (long)left + width));
        if (first >= last) return result;
        for (var y = Math.Max(0, -(long)top); y < height && top + y < image.Height; y++)
        {
            var from = (int)(((top + y) * image.Width) + first) * image.Channels;
            image.Pixels.AsSpan(from, (last - first) * image.Channels).CopyTo(result.Pixels.AsSpan((int)((y * width) + first - left) * image.Channels));
        }

        return result;
    }

    /// <summary>The middle of the picture, as the Hugging Face image processors cut it: a smaller picture gets a black border. Itself when it has that size.</summary>
    /// <inheritdoc cref="Cut" path="/param"/>
    public static Image Centre(Image image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (width, height) == (image.Width, image.Height) ? image : Cut(image, (image.Width - width) >> 1, (image.Height - height) >> 1, width, height);
    }
}
