using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// A merge with one coefficient a model: c_B B + Σ c_i X_i, where X_i is the model's task vector or its weights. The coefficients are final after the passes, if there
/// are any, so that the executor may combine the stored elements directly.
/// </summary>
/// <param name="baseCoefficient">Coefficient of the base; 0 without one.</param>
/// <param name="coefficients">One coefficient a model.</param>
internal class LinearMerge(float baseCoefficient, float[] coefficients) : TensorMerge
{
    private readonly float[] _coefficients = coefficients;

    /// <summary>B + λ mean(d_t).</summary>
    public static LinearMerge Mean(TensorContext tensor, double scale) => new(1, [.. Enumerable.Repeat((float)(scale / tensor.Models), tensor.Models)]);

    /// <summary>Coefficient of the base; 0 leaves it out.</summary>
    public float BaseCoefficient { get; } = baseCoefficient;

    /// <summary>One coefficient a model.</summary>
    public ReadOnlySpan<float> Coefficients => _coefficients;

    /// <summary>Sets the coefficients that a pass has found.</summary>
    protected void SetCoefficients(double[] values)
    {
        for (var model = 0; model < _coefficients.Length; model++) _coefficients[model] = (float)values[model];
    }

    public sealed override void Combine(in Block block, Span<float> result) => Combine(block, BaseCoefficient, _coefficients, result);

    /// <summary>
    /// The linear combination of a block. The base is added last: task vectors are small beside it, so that only one rounding is as large as the base's.
    /// </summary>
    public static unsafe void Combine(in Block block, float baseCoefficient, ReadOnlySpan<float> coefficients, Span<float> result)
    {
        Span<nint> inputs = stackalloc nint[coefficients.Length];
        for (var model = 0; model < inputs.Length; model++) inputs[model] = (nint)block.Pointer(1 + model);
        LinearCombination.Combine(block.Pointer(0), baseCoefficient, inputs, coefficients, result);
    }
}
