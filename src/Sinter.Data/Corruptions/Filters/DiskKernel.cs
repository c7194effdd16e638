namespace Sinter.Data;

/// <summary>
/// A disk of equal weights, blurred a little so that its edge is soft: the kernel of defocus blur. As in the reference the blur mirrors the field at its edge, so that a disk
/// that fills its field (radius 8 and 10) weighs up to 1.4 % more than one.
/// </summary>
internal static class DiskKernel
{
    /// <summary>Up to here the disk lies on a field of 17 pixels and is blurred over three; larger ones fill their field and are blurred over five.</summary>
    private const int SmallRadius = 8;
    private const double Negligible = 1e-9;

    public static Tap[] Taps(double radius, double alias)
    {
        var (half, reach) = radius <= SmallRadius ? (SmallRadius, 1) : ((int)radius, 2);
        var size = (2 * half) + 1;
        var disk = new double[size, size];
        for (var y = -half; y <= half; y++)
            for (var x = -half; x <= half; x++) disk[y + half, x + half] = (x * x) + (y * y) <= radius * radius ? 1 : 0;
        var soft = Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Exp(-i * i / (2 * alias * alias))).ToArray();
        var total = disk.Cast<double>().Sum() * soft.Sum() * soft.Sum();
        List<Tap> taps = [];
        for (var y = -half; y <= half; y++)
        {
            for (var x = -half; x <= half; x++)
            {
                var sum = 0.0;
                for (var dy = -reach; dy <= reach; dy++)
                    for (var dx = -reach; dx <= reach; dx++) sum += soft[dy + reach] * soft[dx + reach] * disk[Mirror(y + dy, half) + half, Mirror(x + dx, half) + half];
                if (sum / total > Negligible) taps.Add(new Tap(x, y, (float)(sum / total)));
            }
        }

        return [.. taps];
    }

    private static int Mirror(int i, int half) => i > half ? (2 * half) - i : i < -half ? (-2 * half) - i : i;
}
