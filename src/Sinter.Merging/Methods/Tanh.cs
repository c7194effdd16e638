using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>tanh that keeps its relative accuracy near zero, where the products of task vectors lie; TensorPrimitives.Tanh goes through exp(x) − 1 and loses it.</summary>
internal static class Tanh
{
    // Below it the series to the ninth power is exact to float32.
    private const float SeriesLimit = 0.25f;

    /// <summary>values[i] = tanh(values[i]).</summary>
    public static void Apply(Span<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        var limit = new Vector<float>(SeriesLimit);
        for (var v = 0; v < vectors.Length; v++)
        {
            if (Vector.LessThanAll(Vector.Abs(vectors[v]), limit))
            {
                var square = vectors[v] * vectors[v];
                var series = ((((square * (62f / 2835)) - new Vector<float>(17f / 315)) * square) + new Vector<float>(2f / 15)) * square;
                vectors[v] += vectors[v] * ((series - new Vector<float>(1f / 3)) * square);
                continue;
            }

            var part = values.Slice(v * Vector<float>.Count, Vector<float>.Count);
            for (var i = 0; i < part.Length; i++) part[i] = MathF.Tanh(part[i]);
        }

        for (var i = vectors.Length * Vector<float>.Count; i < values.Length; i++) values[i] = MathF.Tanh(values[i]);
    }
}
