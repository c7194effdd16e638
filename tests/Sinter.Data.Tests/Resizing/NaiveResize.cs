namespace Sinter.Data.Tests;

/// <summary>Resizing as its definition says it, in double precision: for every new pixel the sum over all old ones of a dimension.</summary>
internal static class NaiveResize
{
    public static Image Resize(Image image, int width, int height, ResizeFilter filter)
    {
        var rows = new Image(width, image.Height, image.Channels);
        for (var i = 0; i < rows.Pixels.Length; i++)
        {
            var (x, y, channel) = (i / image.Channels % width, i / image.Channels / width, i % image.Channels);
            rows.Pixels[i] = Sum(x, image.Width, width, filter, from => image.Pixels[(((y * image.Width) + from) * image.Channels) + channel]);
        }

        var result = new Image(width, height, image.Channels);
        for (var i = 0; i < result.Pixels.Length; i++)
        {
            var (rest, y) = (i % (width * image.Channels), i / (width * image.Channels));
            result.Pixels[i] = Sum(y, image.Height, height, filter, from => rows.Pixels[(from * width * image.Channels) + rest]);
        }

        return result;
    }

    private static byte Sum(int pixel, int from, int to, ResizeFilter filter, Func<int, byte> value)
    {
        if (from == to) return value(pixel);
        var scale = (double)from / to;
        var stretch = Math.Max(1, scale);
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < from; i++)
        {
            var weight = Weight(filter, (i - ((pixel + 0.5) * scale) + 0.5) / stretch);
            sum += weight * value(i);
            weights += weight;
        }

        return (byte)Math.Clamp(Math.Round(sum / weights), 0, 255);
    }

    private static double Weight(ResizeFilter filter, double x)
    {
        var r = Math.Abs(x);
        return filter switch
        {
            ResizeFilter.Box => x > -0.5 && x <= 0.5 ? 1 : 0,
            ResizeFilter.Bilinear => r < 1 ? 1 - r : 0,
            _ => r < 1 ? (1.5 * Math.Pow(r, 3)) - (2.5 * r * r) + 1 : r < 2 ? (-0.5 * Math.Pow(r, 3)) + (2.5 * r * r) - (4 * r) + 2 : 0,
        };
    }
}
