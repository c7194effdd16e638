namespace Sinter.Learning;

/// <summary>
/// Weights θ₀ + Σ_k λ_k τ_k, the same for every sample, computed tensor by tensor when a pass first asks for them; the backward pass gives the derivative with respect
/// to λ, ⟨dL/dθ, τ_k⟩. Made for one pass and its coefficients; costs nothing to make.
/// </summary>
public sealed class InterpolatedSource : ParameterSource
{
    private readonly TaskVectors _vectors;
    private readonly Tensor _coefficients;
    private readonly CoefficientGroups _groups;
    private readonly Tensor?[] _made;

    /// <summary>Binds coefficients to task vectors.</summary>
    /// <param name="vectors">θ₀ and τ.</param>
    /// <param name="coefficients">λ: [K] for all tensors, or [G, K] with one row a group. A parameter, an input, or whatever a pass has computed.</param>
    /// <param name="groups">Which tensors share a row; all when null.</param>
    /// <exception cref="NetworkException">The shape does not fit.</exception>
    public InterpolatedSource(TaskVectors vectors, Tensor coefficients, CoefficientGroups? groups = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(coefficients);
        _vectors = vectors;
        _coefficients = coefficients;
        _groups = groups ?? CoefficientGroups.ByTask(vectors.Layout);
        Check.Shape(
            coefficients.Columns == vectors.Count && coefficients.Count == (long)_groups.Count * vectors.Count,
            $"coefficients {coefficients.Shape} do not fit {_groups.Count} groups of tensors and {vectors.Count} tasks");
        _made = new Tensor?[vectors.Layout.Slots.Length];
    }

    /// <inheritdoc/>
    public override WeightLayout Layout => _vectors.Layout;

    internal override Tensor Parameter(Pass pass, WeightSlot slot) => _made[slot.Index] ??= Interpolate.Apply(pass, _vectors, _coefficients, _groups, slot);
}
