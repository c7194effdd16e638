using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// A saliency score of LwPTV, a layer at a time and a model at a time: sums over a block, and what the layer's sums come to. The paper's formula could not be had; these are
/// the readings of its abstract that <see cref="LwPtv"/> names [RECON].
/// </summary>
internal abstract class LayerScore
{
    /// <summary>Added to norms and magnitudes of the base, so that a zero base is no division by zero.</summary>
    public const float Epsilon = 1e-8f;

    /// <summary>The score of this name, for layers; null for one that needs no sums (<c>effective_rank</c>, <c>random</c>).</summary>
    public static LayerScore? Create(string name, int models) => name switch
    {
        "redundancy" => new Redundancy(models),
        "deviation" => new Deviation(models),
        "relative_magnitude" => new RelativeMagnitude(models),
        "magnitude" => new Magnitude(models),
        _ => null,
    };

    /// <summary>Sums a layer needs.</summary>
    public abstract int Sums { get; }

    /// <summary>A block's part of the sums.</summary>
    public abstract void Add(in Block block, Span<double> sums);

    /// <summary>The score of a model's layer.</summary>
    public abstract double Value(int model, ReadOnlySpan<double> sums, long elements);

    // 1 − |cos(d_t, Σ_{s≠t} d_s)|, from the dot products of all pairs. A layer that did not change is fully redundant; one that alone changed is not at all.
    private sealed class Redundancy(int models) : LayerScore
    {
        public override int Sums => models * (models + 1) / 2;

        public override void Add(in Block block, Span<double> sums)
        {
            for (int i = 0, pair = 0; i < models; i++)
                for (var j = 0; j <= i; j++, pair++) sums[pair] = Merging.Sums.Dot(block.Model(i), block.Model(j));
        }

        public override double Value(int model, ReadOnlySpan<double> sums, long elements)
        {
            double dot = 0, others = 0;
            for (var i = 0; i < models; i++)
            {
                if (i == model) continue;
                dot += sums[Pair(model, i)];
                for (var j = 0; j < models; j++)
                    if (j != model) others += sums[Pair(i, j)];
            }

            var own = sums[Pair(model, model)];
            if (own <= 0) return 0;
            return others <= 0 ? 1 : 1 - Math.Min(1, Math.Abs(dot) / (Math.Sqrt(own) * Math.Sqrt(others)));
        }

        private static int Pair(int i, int j) => i >= j ? (i * (i + 1) / 2) + j : Pair(j, i);
    }

    // mean |d_t − mean d|.
    private sealed class Deviation(int models) : LayerScore
    {
        public override int Sums => models;

        public override void Add(in Block block, Span<double> sums)
        {
            Span<float> mean = block.Scratch(0), difference = block.Scratch(1);
            ElementScores.Mean(block, mean);
            for (var i = 0; i < models; i++)
            {
                TensorPrimitives.Subtract(block.Model(i), mean, difference);
                sums[i] = Merging.Sums.OfMagnitudes(difference);
            }
        }

        public override double Value(int model, ReadOnlySpan<double> sums, long elements) => elements == 0 ? 0 : sums[model] / elements;
    }

    // ‖d_t‖ / (‖B‖ + ε).
    private sealed class RelativeMagnitude(int models) : LayerScore
    {
        public override int Sums => models + 1;

        public override void Add(in Block block, Span<double> sums)
        {
            for (var i = 0; i < models; i++) sums[i] = Merging.Sums.OfSquares(block.Model(i));
            sums[models] = Merging.Sums.OfSquares(block.Base);
        }

        public override double Value(int model, ReadOnlySpan<double> sums, long elements) => Math.Sqrt(sums[model]) / (Math.Sqrt(sums[models]) + Epsilon);
    }

    // mean |d_t|.
    private sealed class Magnitude(int models) : LayerScore
    {
        public override int Sums => models;

        public override void Add(in Block block, Span<double> sums)
        {
            for (var i = 0; i < models; i++) sums[i] = Merging.Sums.OfMagnitudes(block.Model(i));
        }

        public override double Value(int model, ReadOnlySpan<double> sums, long elements) => elements == 0 ? 0 : sums[model] / elements;
    }
}
