namespace Sinter.Data;

/// <summary>
/// The distance of every pixel to the nearest edge in steps of one pixel, one diagonal and one knight's move (Borgefors, "Distance transformations in digital images", 1986;
/// OpenCV's DIST_L2 with a mask of five), in fixed point of 16 bits.
/// </summary>
internal static class ChamferDistance
{
    private const int One = 1 << 16;
    private const int Straight = One;
    private const int Diagonal = (int)(1.4f * One);
    private const int Knight = (int)((2.1969f * One) + 0.5f);
    private const int Far = int.MaxValue / 4;

    private static readonly (int X, int Y, int Step)[] Before =
        [(-1, -2, Knight), (1, -2, Knight), (-2, -1, Knight), (-1, -1, Diagonal), (0, -1, Straight), (1, -1, Diagonal), (2, -1, Knight), (-1, 0, Straight)];

    /// <summary>Distances in pixels; very long where there is no edge.</summary>
    public static Plane To(bool[] edges, int width, int height)
    {
        var distance = Array.ConvertAll(edges, static edge => edge ? 0 : Far);
        for (var i = 0; i < distance.Length; i++) Shorten(i, 1);
        for (var i = distance.Length - 1; i >= 0; i--) Shorten(i, -1);
        var plane = new Plane(width, height, 1);
        for (var i = 0; i < distance.Length; i++) plane.Values[i] = distance[i] * (1f / One);
        return plane;

        void Shorten(int i, int sign)
        {
            if (distance[i] == 0) return;
            var (x, y) = (i % width, i / width);
            foreach (var (dx, dy, step) in Before)
            {
                var (from, above) = (x + (sign * dx), y + (sign * dy));
                if (from >= 0 && above >= 0 && from < width && above < height) distance[i] = Math.Min(distance[i], distance[(above * width) + from] + step);
            }
        }
    }
}
