using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>Gradient descent with momentum, as in PyTorch: g ← g + weightDecay · w; v ← momentum · v + g; w ← w − η v.</summary>
public sealed class MomentumSgd : Optimizer
{
    private readonly Weights _velocity;
    private readonly float _momentum;
    private readonly float _decay;
    private float _rate;
    private float _scale;

    /// <summary>An optimizer at rest.</summary>
    /// <param name="workspace">Its threads do the work.</param>
    /// <param name="trainable">What is trained.</param>
    /// <param name="momentum">How much of the velocity is kept, below 1; 0 is plain gradient descent.</param>
    /// <param name="weightDecay">Added to the gradient, times the weight.</param>
    public MomentumSgd(Workspace workspace, Trainable trainable, double momentum = 0.9, double weightDecay = 0)
        : base(workspace, trainable)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(momentum, 1);
        (_momentum, _decay) = ((float)momentum, (float)weightDecay);
        _velocity = new Weights(trainable.Weights.Layout);
    }

    internal override string Name => "sgd";

    internal override IReadOnlyList<(string Name, Weights Values)> State => [("velocity", _velocity)];

    private protected override void Prepare(double learningRate, double gradientScale) => (_rate, _scale) = ((float)learningRate, (float)gradientScale);

    private protected override unsafe void Update(float* weights, float* gradient, long offset, int count) =>
        MomentumStep.Apply(weights, gradient, _velocity.Pointer + offset, count, _rate, _momentum, _decay, nesterov: false, _scale);
}
