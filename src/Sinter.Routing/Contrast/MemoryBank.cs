using System.Numerics.Tensors;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>
/// Merged features of unit length of samples seen before, so that an anchor can be compared with neighbours outside its batch: z ← normalise(m z + (1 − m) z_new).
/// </summary>
internal sealed class MemoryBank : IDisposable
{
    private readonly int _width;
    private readonly double _momentum;

    public MemoryBank(int count, int width, double momentum)
    {
        (_width, _momentum) = (width, momentum);
        var layout = new LayoutBuilder();
        layout.Add("bank", WeightStart.Zero, count, width);
        Weights = new Weights(layout.Build());
    }

    /// <summary>All features [count, width]; zero for samples not seen yet.</summary>
    public Weights Weights { get; }

    public bool Has(int sample) => Row(sample).ContainsAnyExcept(0f);

    /// <summary>A sample's feature.</summary>
    public Span<float> Row(int sample) => Weights.Values.Slice(sample * _width, _width);

    /// <summary>Moves the samples' features towards new ones.</summary>
    /// <param name="samples">Which.</param>
    /// <param name="features">Rows of unit length.</param>
    public void Update(ReadOnlySpan<int> samples, ReadOnlySpan<float> features)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var row = Row(samples[i]);
            var fresh = features.Slice(i * _width, _width);
            if (Has(samples[i]))
            {
                TensorPrimitives.Multiply(row, (float)_momentum, row);
                TensorPrimitives.MultiplyAdd(fresh, (float)(1 - _momentum), row, row);
                TensorPrimitives.Divide(row, Math.Max(TensorPrimitives.Norm(row), 1e-12f), row);
            }
            else
            {
                fresh.CopyTo(row);
            }
        }
    }

    public void Dispose() => Weights.Dispose();
}
