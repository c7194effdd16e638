namespace Sinter.Data;

/// <summary>
/// What one dimension of a resized picture is made of: for every new pixel a run of old ones and their weights in fixed point, as PIL has them. Antialiased: the filter is
/// stretched by the reduction.
/// </summary>
internal sealed class ResizeWeights
{
    /// <summary>Bits after the point: 32 less 8 for the pixel and 2 for what a cubic overshoots.</summary>
    public const int Precision = 22;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;
    private readonly int _stride;

    public ResizeWeights(int from, int to, ResizeFilter filter)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var support = Support(filter) * stretch;
        _stride = (2 * (int)Math.Ceiling(support)) + 1;
        (_first, _count, _weights) = (new int[to], new int[to], new int[checked(to * _stride)]);
        var exact = new double[_stride];
        for (var pixel = 0; pixel < to; pixel++)
        {
            var centre = (pixel + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var count = Math.Min(from, (int)(centre + support + 0.5)) - first;
            var sum = 0.0;
            for (var i = 0; i < count; i++) sum += exact[i] = Value(filter, (first + i - centre + 0.5) / stretch);
            for (var i = 0; i < count; i++) _weights[(pixel * _stride) + i] = (int)Math.Round(exact[i] / sum * (1 << Precision), MidpointRounding.AwayFromZero);
            (_first[pixel], _count[pixel]) = (first, count);
        }
    }

    /// <summary>The first old pixel of a new one.</summary>
    public int First(int pixel) => _first[pixel];

    /// <summary>The weights of it and of those after it.</summary>
    public ReadOnlySpan<int> Of(int pixel) => _weights.AsSpan(pixel * _stride, _count[pixel]);

    private static double Support(ResizeFilter filter) => filter switch { ResizeFilter.Box => 0.5, ResizeFilter.Bilinear => 1, _ => 2 };

    private static double Value(ResizeFilter filter, double x)
    {
        if (filter is ResizeFilter.Box) return x is > -0.5 and <= 0.5 ? 1 : 0;
        x = Math.Abs(x);
        if (filter is ResizeFilter.Bilinear) return Math.Max(0, 1 - x);
        return x switch
        {
            < 1 => (((1.5 * x) - 2.5) * x * x) + 1,
            < 2 => (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2,
            _ => 0,
        };
    }
}
