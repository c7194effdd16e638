using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>The rank at which a matrix's task vectors keep a share of their energy.</summary>
internal static unsafe class EnergyRank
{
    /// <summary>The largest over the experts of the smallest r with Σ_{i ≤ r} s_i² ≥ share · Σ s_i².</summary>
    public static int Of(TaskVectors vectors, WeightPart part, int inputs, double share)
    {
        var outputs = (int)part.Count / inputs;
        var order = Math.Min(outputs, inputs);
        using var left = new NativeBuffer<float>((long)outputs * order);
        using var right = new NativeBuffer<float>((long)order * inputs);
        using var values = new NativeBuffer<float>(order);
        var rank = 1;
        for (var k = 0; k < vectors.Count; k++)
        {
            Svd.Thin(outputs, inputs, vectors.Pointer + (k + 1) * vectors.Stride + part.Offset, left.Pointer, values.Pointer, right.Pointer);
            var all = 0.0;
            foreach (var value in values.Span) all += (double)value * value;
            var (kept, r) = (0.0, 0);
            while (r < order && kept < share * all) kept += (double)values.Span[r] * values.Span[r++];
            rank = Math.Max(rank, r);
        }

        return rank;
    }
}
