using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Weights θ₀ + Σ_k λ_bk τ_k with coefficients of its own for every sample b of the batch, exact, with gradients to λ and to the input. Made for one pass and its
/// coefficients; costs nothing to make.
/// </summary>
public sealed class RoutedSource : ParameterSource
{
    private readonly RoutedCoefficients _coefficients;
    private readonly RoutingStrategy _strategy;
    private readonly Tensor?[] _made;

    /// <summary>Binds the coefficients of a batch to task vectors.</summary>
    /// <param name="vectors">θ₀ and τ.</param>
    /// <param name="coefficients">λ: [B, K] for all tensors, or [B, G, K] with one row a group.</param>
    /// <param name="groups">Which tensors share a row; all when null.</param>
    /// <param name="strategy">How linear layers are computed; the results are the same.</param>
    /// <exception cref="NetworkException">The shape does not fit.</exception>
    public RoutedSource(TaskVectors vectors, Tensor coefficients, CoefficientGroups? groups = null, RoutingStrategy strategy = RoutingStrategy.Automatic)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(coefficients);
        groups ??= CoefficientGroups.ByTask(vectors.Layout);
        var shape = coefficients.Shape;
        Check.Shape(
            shape.Rank is 2 or 3 && shape[shape.Rank - 1] == vectors.Count && coefficients.Count == shape[0] * groups.Count * vectors.Count,
            $"coefficients {shape} do not fit a batch, {groups.Count} groups of tensors and {vectors.Count} tasks");
        _coefficients = new RoutedCoefficients(vectors, coefficients, groups);
        _strategy = strategy;
        _made = new Tensor?[vectors.Layout.Slots.Length];
    }

    /// <inheritdoc/>
    public override WeightLayout Layout => _coefficients.Vectors.Layout;

    internal override Tensor Parameter(Pass pass, WeightSlot slot) => _made[slot.Index] ??= RoutedParameter.Apply(pass, _coefficients, slot);

    internal override Tensor Linear(Pass pass, LinearLayer layer, Tensor x, Tensor? residual = null)
    {
        CheckBatch(x.Shape, layer);
        var bias = layer.Bias is null ? null : Parameter(pass, layer.Bias);
        return RoutingCost.Choose(_strategy, layer, x.Rows / _coefficients.Batch, _coefficients.Tasks, InnerColumns(layer)) switch
        {
            RoutingStrategy.Merge => MergedLinear.Apply(pass, x, _coefficients, layer, bias, residual),
            RoutingStrategy.Factors => FactoredLinear.Apply(pass, x, _coefficients, layer, bias, residual),
            _ => SummedLinear.Apply(pass, x, _coefficients, layer, bias, residual),
        };
    }

    internal override Tensor Embed(Pass pass, WeightSlot table, int[] indices, int batch, int length)
    {
        CheckBatch(new TensorShape(batch, length), table);
        return RoutedEmbedding.Apply(pass, _coefficients, table, indices, length);
    }

    private int InnerColumns(LinearLayer layer)
    {
        var sum = 0;
        foreach (var part in layer.Weight.Parts) sum += _coefficients.Vectors.Factors(part)?.Columns ?? 0;
        return sum;
    }

    private void CheckBatch(TensorShape shape, object layer) =>
        Check.Shape(shape[0] == _coefficients.Batch, $"{layer}: a batch {shape} with coefficients for {_coefficients.Batch} samples");
}
