namespace Sinter.Learning;

/// <summary>Weights that are being trained: backward passes add to their gradients.</summary>
public sealed class TrainableSource : ParameterSource
{
    private readonly Trainable _trainable;

    /// <summary>Supplies what <paramref name="trainable"/> holds.</summary>
    public TrainableSource(Trainable trainable)
    {
        ArgumentNullException.ThrowIfNull(trainable);
        _trainable = trainable;
    }

    /// <inheritdoc/>
    public override WeightLayout Layout => _trainable.Weights.Layout;

    internal override Tensor Parameter(Pass pass, WeightSlot slot) => _trainable[slot];
}
