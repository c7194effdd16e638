using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Data;

/// <summary>
/// Resizes pictures to the pixels that PIL's <c>Image.resize</c> gives: first the rows, then the columns, rounded to 8 bits after each; a dimension that stays is not
/// touched. Every channel is on its own: alpha does not weigh the colours.
/// </summary>
public static class ImageResize
{
    private const int Half = 1 << (ResizeWeights.Precision - 1);

    /// <summary>The picture in another size; itself when it has that size.</summary>
    /// <param name="image">Any number of channels.</param>
    /// <param name="width">New pixels a row, from 1.</param>
    /// <param name="height">New rows, from 1.</param>
    /// <param name="filter">How.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static Image Resize(Image image, int width, int height, ResizeFilter filter)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (!Enum.IsDefined(filter)) throw new ArgumentOutOfRangeException(nameof(filter), filter, "There is no such filter.");
        if ((width, height) == (image.Width, image.Height)) return image;
        if (filter is ResizeFilter.Nearest) return Pick(image, width, height);
        if (width != image.Width) image = ResizeRows(image, new ResizeWeights(image.Width, width, filter), width);
        return height != image.Height ? ResizeColumns(image, new ResizeWeights(image.Height, height, filter), height) : image;
    }

    private static Image Pick(Image image, int width, int height)
    {
        var result = new Image(width, height, image.Channels);
        var (across, down) = ((double)image.Width / width, (double)image.Height / height);
        var to = result.Pixels.AsSpan();
        for (var y = 0; y < height; y++)
        {
            var row = (int)((y + 0.5) * down) * image.Width;
            for (var x = 0; x < width; x++, to = to[image.Channels..])
                image.Pixels.AsSpan((row + (int)((x + 0.5) * across)) * image.Channels, image.Channels).CopyTo(to);
        }

        return result;
    }

    private static Image ResizeRows(Image image, ResizeWeights weights, int width)
    {
        var channels = image.Channels;
        var result = new Image(width, image.Height, channels);
        for (var y = 0; y < image.Height; y++)
        {
            var from = image.Pixels.AsSpan(y * image.Width * channels, image.Width * channels);
            var to = result.Pixels.AsSpan(y * width * channels, width * channels);
            for (var x = 0; x < width; x++)
            {
                var run = from[(weights.First(x) * channels)..];
                var of = weights.Of(x);
                for (var channel = 0; channel < channels; channel++)
                {
                    var sum = Half;
                    for (int i = 0, at = channel; i < of.Length; i++, at += channels) sum += of[i] * run[at];
                    to[(x * channels) + channel] = Clip(sum);
                }
            }
        }

        return result;
    }

    private static Image ResizeColumns(Image image, ResizeWeights weights, int height)
    {
        var stride = image.Width * image.Channels;
        var result = new Image(image.Width, height, image.Channels);
        var sums = new int[stride];
        for (var y = 0; y < height; y++)
        {
            Array.Fill(sums, Half);
            var of = weights.Of(y);
            for (var i = 0; i < of.Length; i++) AddRow(of[i], image.Pixels.AsSpan((weights.First(y) + i) * stride, stride), sums);
            var to = result.Pixels.AsSpan(y * stride, stride);
            for (var x = 0; x < to.Length; x++) to[x] = Clip(sums[x]);
        }

        return result;
    }

    private static void AddRow(int weight, ReadOnlySpan<byte> row, Span<int> sums)
    {
        var (count, lanes) = (Vector<byte>.Count, Vector<int>.Count);
        var i = 0;
        for (; i <= row.Length - count; i += count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            var to = MemoryMarshal.Cast<int, Vector<int>>(sums.Slice(i, 4 * lanes));
            to[0] += first.As<uint, int>() * weight;
            to[1] += second.As<uint, int>() * weight;
            to[2] += third.As<uint, int>() * weight;
            to[3] += fourth.As<uint, int>() * weight;
        }

        for (; i < row.Length; i++) sums[i] += weight * row[i];
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> ResizeWeights.Precision, byte.MinValue, byte.MaxValue);
}
