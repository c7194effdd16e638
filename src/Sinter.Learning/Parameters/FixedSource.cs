namespace Sinter.Learning;

/// <summary>Weights as they are: for inference, and for the frozen parts of a larger model (gradients still flow through to the input).</summary>
public sealed unsafe class FixedSource : ParameterSource
{
    private readonly Tensor[] _parameters;
    private readonly Weights _weights;

    /// <summary>Supplies these weights; they must outlive the source.</summary>
    public FixedSource(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _weights = weights;
        _parameters = [.. weights.Layout.Slots.Select(slot => new Tensor(slot.Shape, weights.Pointer + slot.Offset, gradient: null))];
    }

    /// <inheritdoc/>
    public override WeightLayout Layout => _weights.Layout;

    internal override Tensor Parameter(Pass pass, WeightSlot slot) => _parameters[slot.Index];
}
