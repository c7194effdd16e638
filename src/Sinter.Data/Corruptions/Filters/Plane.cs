using System.Numerics.Tensors;

namespace Sinter.Data;

/// <summary>A picture of numbers, [height, width, channels], to filter.</summary>
internal sealed class Plane(int width, int height, int channels)
{
    /// <summary>Deviations after which a normal blur ends.</summary>
    private const double Truncation = 4;

    public int Width => width;

    public int Height => height;

    public float[] Values { get; } = new float[width * height * channels];

    public float this[int y, int x] => Values[(y * width) + x];

    /// <summary>The values 0 to 255 of a picture.</summary>
    public static Plane Of(Image image)
    {
        var plane = new Plane(image.Width, image.Height, image.Channels);
        TensorPrimitives.ConvertTruncating<byte, float>(image.Pixels, plane.Values);
        return plane;
    }

    /// <summary>Every value through a function.</summary>
    public Plane Map(Func<float, float> function)
    {
        var result = new Plane(width, height, channels);
        for (var i = 0; i < Values.Length; i++) result.Values[i] = function(Values[i]);
        return result;
    }

    /// <summary>Sums of the values around each value, each channel on its own: a correlation.</summary>
    public Plane Convolve(ReadOnlySpan<Tap> taps, Border border)
    {
        var (across, down) = (0, 0);
        foreach (var tap in taps) (across, down) = (Math.Max(across, Math.Abs(tap.X)), Math.Max(down, Math.Abs(tap.Y)));
        var stride = (width + (2 * across)) * channels;
        var padded = Pad(across, down, border);
        var result = new Plane(width, height, channels);
        for (var y = 0; y < height; y++)
        {
            var sums = result.Values.AsSpan(y * width * channels, width * channels);
            foreach (var tap in taps)
                TensorPrimitives.MultiplyAdd(padded.AsSpan(((y + down + tap.Y) * stride) + ((across + tap.X) * channels), sums.Length), tap.Weight, sums, sums);
        }

        return result;
    }

    /// <summary>A normal blur, columns first, up to four deviations; the outermost pixels go on beyond the edge (scipy.ndimage.gaussian_filter, mode nearest).</summary>
    public Plane Blur(double sigma)
    {
        var radius = (int)((Truncation * sigma) + 0.5);
        var weights = Enumerable.Range(-radius, (2 * radius) + 1).Select(i => (i, Weight: Math.Exp(-0.5 * i * i / (sigma * sigma)))).ToArray();
        var sum = weights.Sum(static x => x.Weight);
        return Convolve(Array.ConvertAll(weights, x => new Tap(0, x.i, (float)(x.Weight / sum))), Border.Extend)
            .Convolve(Array.ConvertAll(weights, x => new Tap(x.i, 0, (float)(x.Weight / sum))), Border.Extend);
    }

    private float[] Pad(int across, int down, Border border)
    {
        if (across == 0 && down == 0) return Values;
        var stride = width + (2 * across);
        var padded = new float[stride * (height + (2 * down)) * channels];
        for (var y = 0; y < height + (2 * down); y++)
        {
            var row = Values.AsSpan(Index(y - down, height, border) * width * channels, width * channels);
            var to = padded.AsSpan(y * stride * channels, stride * channels);
            row.CopyTo(to[(across * channels)..]);
            for (var x = 0; x < across; x++)
            {
                row.Slice(Index(x - across, width, border) * channels, channels).CopyTo(to[(x * channels)..]);
                row.Slice(Index(width + x, width, border) * channels, channels).CopyTo(to[((across + width + x) * channels)..]);
            }
        }

        return padded;
    }

    private static int Index(int i, int length, Border border)
    {
        if (border is Border.Extend || length == 1) return Math.Clamp(i, 0, length - 1);
        var period = 2 * (length - 1);
        i = ((i % period) + period) % period;
        return i < length ? i : period - i;
    }
}
