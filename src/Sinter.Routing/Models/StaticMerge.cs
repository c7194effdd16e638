using System.Numerics.Tensors;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>One set of weights θ₀ + Σ λ_k τ_k, written out.</summary>
internal static unsafe class StaticMerge
{
    /// <param name="vectors">θ₀ and τ.</param>
    /// <param name="coefficients">λ [G, K].</param>
    /// <param name="groups">Which tensors share a row.</param>
    public static Weights Merge(TaskVectors vectors, ReadOnlySpan<float> coefficients, CoefficientGroups groups)
    {
        var result = new Weights(vectors.Layout);
        foreach (var slot in vectors.Layout.Slots)
        {
            for (var p = 0; p < slot.Parts.Length; p++)
            {
                var part = slot.Parts[p];
                var values = result[part];
                new ReadOnlySpan<float>(vectors.Pointer + part.Offset, values.Length).CopyTo(values);
                for (var k = 0; k < vectors.Count; k++)
                {
                    var vector = new ReadOnlySpan<float>(vectors.Pointer + (k + 1) * vectors.Stride + part.Offset, values.Length);
                    TensorPrimitives.MultiplyAdd(vector, coefficients[groups.Of(slot, p) * vectors.Count + k], values, values);
                }
            }
        }

        return result;
    }

    /// <summary>The weights of one expert.</summary>
    public static Weights Expert(TaskVectors vectors, int expert)
    {
        var coefficients = new float[vectors.Count];
        coefficients[expert] = 1;
        return Merge(vectors, coefficients, CoefficientGroups.ByTask(vectors.Layout));
    }
}
