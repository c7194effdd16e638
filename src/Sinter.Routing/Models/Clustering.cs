using System.Numerics.Tensors;

namespace Sinter.Routing;

/// <summary>Lloyd's k-means from centres that lie far apart; no randomness.</summary>
internal static class Clustering
{
    private const int Rounds = 20;

    /// <summary>At most <paramref name="most"/> centres [M, width]: the first is the row farthest from the mean, each next the one farthest from all before.</summary>
    public static float[] Find(float[] rows, int width, int most)
    {
        var count = rows.Length / width;
        var mean = new float[width];
        for (var i = 0; i < count; i++) TensorPrimitives.MultiplyAdd(Row(i), 1f / count, mean, mean);
        var distances = Enumerable.Range(0, count).Select(i => TensorPrimitives.Distance(Row(i), mean)).ToArray();
        var centres = new List<float[]>();
        while (centres.Count < Math.Min(most, count))
        {
            var farthest = TensorPrimitives.IndexOfMax<float>(distances);
            if (centres.Count > 0 && distances[farthest] <= 0) break;
            centres.Add(Row(farthest).ToArray());
            for (var i = 0; i < count; i++)
            {
                var distance = TensorPrimitives.Distance(Row(i), centres[^1]);
                distances[i] = centres.Count == 1 ? distance : Math.Min(distances[i], distance);
            }
        }

        float[] flat = [.. centres.SelectMany(static centre => centre)];
        for (var round = 0; round < Rounds; round++)
        {
            var (sums, counts) = (new double[flat.Length], new int[centres.Count]);
            for (var i = 0; i < count; i++)
            {
                var nearest = Nearest(flat, width, Row(i));
                counts[nearest]++;
                for (var c = 0; c < width; c++) sums[nearest * width + c] += rows[i * width + c];
            }

            for (var i = 0; i < flat.Length; i++)
                if (counts[i / width] > 0) flat[i] = (float)(sums[i] / counts[i / width]);
        }

        return flat;

        ReadOnlySpan<float> Row(int i) => rows.AsSpan(i * width, width);
    }

    /// <summary>The number of the nearest centre; the first of equals.</summary>
    public static int Nearest(ReadOnlySpan<float> centres, int width, ReadOnlySpan<float> row)
    {
        var (best, least) = (0, float.PositiveInfinity);
        for (var m = 0; m < centres.Length / width; m++)
        {
            var distance = TensorPrimitives.Distance(centres.Slice(m * width, width), row);
            if (distance < least) (best, least) = (m, distance);
        }

        return best;
    }
}
