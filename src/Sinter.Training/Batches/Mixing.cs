using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>
/// Mixes the pictures of a batch in pairs (first with last, and so on), and their labels alike: mixup (Zhang et al., 2018) blends two pictures, CutMix (Yun et al., 2019) puts a rectangle of
/// one into the other. The share of each comes evenly from [0, 1]; which of the two is done, and whether, is drawn for the batch as a whole.
/// </summary>
internal sealed class Mixing(int side, int classes, double probability, double smoothing)
{
    private const int Draws = 8;
    private readonly float[] _row = new float[side];

    /// <summary>Writes the target distributions [samples, classes] and mixes the pixels [samples, 3, side, side].</summary>
    public void Apply(ReadOnlySpan<Sample> samples, Span<float> pixels, Span<float> targets, Philox random)
    {
        Span<float> draws = stackalloc float[Draws];
        random.FillUniform(0, draws);
        var kept = 1.0;
        if (draws[0] < probability) kept = draws[1] < 0.5f ? Blend(pixels, samples.Length, draws[2]) : Cut(pixels, samples.Length, draws[2..]);
        targets.Fill((float)(smoothing / classes));
        for (var i = 0; i < samples.Length; i++)
        {
            var row = targets.Slice(i * classes, classes);
            row[samples[i].Label] += (float)((1 - smoothing) * kept);
            row[samples[^(i + 1)].Label] += (float)((1 - smoothing) * (1 - kept));
        }
    }

    private double Blend(Span<float> pixels, int count, float share)
    {
        var length = 3 * side * side;
        for (var i = 0; i < count / 2; i++)
        {
            var first = pixels.Slice(i * length, length);
            var second = pixels.Slice((count - 1 - i) * length, length);
            for (var at = 0; at < length; at += side) Cross(first.Slice(at, side), second.Slice(at, side), share);
        }

        return share;
    }

    private void Cross(Span<float> a, Span<float> b, float share)
    {
        a.CopyTo(_row);
        TensorPrimitives.Lerp(b, a, share, a);
        TensorPrimitives.Lerp(_row.AsSpan(0, a.Length), b, share, b);
    }

    private double Cut(Span<float> pixels, int count, ReadOnlySpan<float> draws)
    {
        var length = 3 * side * side;
        var size = (int)Math.Round(side * Math.Sqrt(1 - draws[0]));
        var (top, left) = ((int)(draws[1] * (side - size + 1)), (int)(draws[2] * (side - size + 1)));
        for (var i = 0; i < count / 2; i++)
        {
            var first = pixels.Slice(i * length, length);
            var second = pixels.Slice((count - 1 - i) * length, length);
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = top; y < top + size; y++)
                {
                    var at = (channel * side + y) * side + left;
                    Cross(first.Slice(at, size), second.Slice(at, size), 0);
                }
            }
        }

        return 1 - (double)size * size / (side * side);
    }
}
