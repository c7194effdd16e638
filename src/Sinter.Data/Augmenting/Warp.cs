namespace Sinter.Data;

/// <summary>The affine map from a pixel of the result to a place of the source.</summary>
internal readonly struct Warp
{
    private readonly float _xx;
    private readonly float _xy;
    private readonly float _x0;
    private readonly float _yx;
    private readonly float _yy;
    private readonly float _y0;

    private Warp(double xx, double xy, double x0, double yx, double yy, double y0) =>
        (_xx, _xy, _x0, _yx, _yy, _y0) = ((float)xx, (float)xy, (float)x0, (float)yx, (float)yy, (float)y0);

    public static Warp Draw(Augmentation augmentation, ReadOnlySpan<float> draws, Image image, int side)
    {
        var flip = augmentation.Flip && draws[0] < 0.5f ? -1.0 : 1.0;
        var angle = Between(draws[1], augmentation.Rotation) * Math.PI / 180;
        // Evenly between the logarithms of the two ends.
        var (least, most) = (-Math.Log(1 + augmentation.Shrink), Math.Log(1 + augmentation.Enlarge));
        var zoom = Math.Exp(least + (most - least) * draws[2]);
        var (shiftX, shiftY) = (Between(draws[3], augmentation.Shift), Between(draws[4], augmentation.Shift));
        var (scaleX, scaleY) = (image.Width / (side * zoom), image.Height / (side * zoom));
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        var centre = (side - 1) / 2.0;
        var (xx, xy) = (flip * cos * scaleX, flip * -sin * scaleX);
        var (yx, yy) = (sin * scaleY, cos * scaleY);
        var x0 = (image.Width - 1) / 2.0 + shiftX * image.Width - (xx + xy) * centre;
        var y0 = (image.Height - 1) / 2.0 + shiftY * image.Height - (yx + yy) * centre;
        return new Warp(xx, xy, x0, yx, yy, y0);
    }

    /// <summary>Writes the three channels of one pixel, 0 to 1.</summary>
    public void Sample(Image image, int x, int y, Span<float> destination, int place, int area)
    {
        var sourceX = _xx * x + _xy * y + _x0;
        var sourceY = _yx * x + _yy * y + _y0;
        var (left, top) = (MathF.Floor(sourceX), MathF.Floor(sourceY));
        var (wx, wy) = (sourceX - left, sourceY - top);
        var (x0, x1) = (Reflect((int)left, image.Width), Reflect((int)left + 1, image.Width));
        var (y0, y1) = (Reflect((int)top, image.Height), Reflect((int)top + 1, image.Height));
        var pixels = image.Pixels;
        var (a, b) = ((y0 * image.Width + x0) * 3, (y0 * image.Width + x1) * 3);
        var (c, d) = ((y1 * image.Width + x0) * 3, (y1 * image.Width + x1) * 3);
        for (var channel = 0; channel < 3; channel++)
        {
            var above = pixels[a + channel] + wx * (pixels[b + channel] - pixels[a + channel]);
            var below = pixels[c + channel] + wx * (pixels[d + channel] - pixels[c + channel]);
            destination[channel * area + place] = (above + wy * (below - above)) * (1f / 255);
        }
    }

    /// <summary>A number from −range to range.</summary>
    internal static double Between(float draw, double range) => (2 * draw - 1) * range;

    // ... 2 1 | 0 1 2 | 1 0 ...
    private static int Reflect(int i, int length)
    {
        if ((uint)i < (uint)length) return i;
        if (length == 1) return 0;
        var period = 2 * (length - 1);
        i = ((i % period) + period) % period;
        return i < length ? i : period - i;
    }
}
