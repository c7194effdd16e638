using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>Clouds by the diamond-square algorithm on a torus: midpoints of squares and diamonds are the mean of their corners and noise that decays with the size.</summary>
internal static class PlasmaFractal
{
    private const double FirstNoise = 100;

    /// <summary>A square of values from 0 to 1, its side the power of two from <paramref name="size"/> up.</summary>
    public static Plane Make(int size, double decay, Philox random)
    {
        size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, size));
        var uniform = new float[size * size];
        random.FillUniform(0, uniform);
        var plane = new Plane(size, size, 1);
        var map = plane.Values;
        var noise = FirstNoise;
        for (var step = size; step >= 2; step /= 2, noise /= decay)
        {
            var half = step / 2;
            for (var y = 0; y < size; y += step)
                for (var x = 0; x < size; x += step) Set(y + half, x + half, At(y, x) + At(y + step, x) + At(y, x + step) + At(y + step, x + step));
            for (var y = 0; y < size; y += step)
            {
                for (var x = 0; x < size; x += step)
                {
                    Set(y, x + half, At(y, x) + At(y, x + step) + At(y + half, x + half) + At(y - half, x + half));
                    Set(y + half, x, At(y, x) + At(y + step, x) + At(y + half, x + half) + At(y + half, x - half));
                }
            }
        }

        var (smallest, largest) = (map.Min(), map.Max());
        foreach (ref var value in map.AsSpan()) value = (value - smallest) / (largest - smallest);
        return plane;

        double At(int y, int x) => map[((y & (size - 1)) * size) + (x & (size - 1))];

        void Set(int y, int x, double sum)
        {
            var at = (y * size) + x;
            map[at] = (float)((sum / 4) + (noise * noise * ((2 * uniform[at]) - 1)));
        }
    }
}
