namespace Sinter.Data;

/// <summary>
/// The edges of a gray picture by Canny's method as OpenCV has it: Sobel gradients of three pixels, |dx| + |dy|, thinned across the gradient, those above the low
/// threshold kept where they hang together with one above the high threshold.
/// </summary>
internal static class CannyEdges
{
    // tan 22.5° and its fixed point.
    private const int Shift = 15;
    private const int Tangent = 13573;
    private static readonly Tap[] SobelX = [new(-1, -1, -1), new(1, -1, 1), new(-1, 0, -2), new(1, 0, 2), new(-1, 1, -1), new(1, 1, 1)];
    private static readonly Tap[] SobelY = Array.ConvertAll(SobelX, static tap => new Tap(tap.Y, tap.X, tap.Weight));

    /// <summary>Which pixels are edges.</summary>
    /// <param name="image">Whole numbers of 0 to 255, one channel.</param>
    /// <param name="low">Weaker gradients are no edge.</param>
    /// <param name="high">Stronger ones start an edge.</param>
    public static bool[] Find(Plane image, int low, int high)
    {
        var (dx, dy) = (image.Convolve(SobelX, Border.Extend).Values, image.Convolve(SobelY, Border.Extend).Values);
        var strength = new int[dx.Length];
        for (var i = 0; i < dx.Length; i++) strength[i] = (int)(Math.Abs(dx[i]) + Math.Abs(dy[i]));
        var (thin, edges) = (new bool[dx.Length], new bool[dx.Length]);
        Stack<int> open = [];
        for (var i = 0; i < dx.Length; i++)
        {
            thin[i] = strength[i] > low && IsRidge(i);
            if (!thin[i] || strength[i] <= high) continue;
            edges[i] = true;
            open.Push(i);
        }

        while (open.TryPop(out var at))
        {
            for (var y = Math.Max(0, (at / image.Width) - 1); y <= Math.Min(image.Height - 1, (at / image.Width) + 1); y++)
            {
                for (var x = Math.Max(0, (at % image.Width) - 1); x <= Math.Min(image.Width - 1, (at % image.Width) + 1); x++)
                {
                    var near = (y * image.Width) + x;
                    if (!thin[near] || edges[near]) continue;
                    edges[near] = true;
                    open.Push(near);
                }
            }
        }

        return edges;

        bool IsRidge(int i)
        {
            var (x, y) = (i % image.Width, i / image.Width);
            var (across, down) = ((long)Math.Abs(dx[i]), (long)Math.Abs(dy[i]) << Shift);
            if (down < across * Tangent) return strength[i] > At(x - 1, y) && strength[i] >= At(x + 1, y);
            if (down > across * (Tangent + (2 << Shift))) return strength[i] > At(x, y - 1) && strength[i] >= At(x, y + 1);
            var side = dx[i] < 0 != dy[i] < 0 ? -1 : 1;
            return strength[i] > At(x - side, y - 1) && strength[i] > At(x + side, y + 1);
        }

        int At(int x, int y) => x < 0 || y < 0 || x >= image.Width || y >= image.Height ? 0 : strength[(y * image.Width) + x];
    }
}
