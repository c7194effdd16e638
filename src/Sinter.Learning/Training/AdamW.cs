using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// AdamW (Loshchilov and Hutter, 2019): w ← w − η (weightDecay · w + m̂ / (√v̂ + ε)), with m and v running means of the gradient and its square, and m̂, v̂
/// corrected for their start at zero. Weight decay works on every trained tensor.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamWSettings _settings;
    private readonly Weights _first;
    private readonly Weights _second;
    private AdamSettings _step;

    /// <summary>An optimizer whose moments start at zero.</summary>
    public AdamW(Workspace workspace, Trainable trainable, AdamWSettings? settings = null)
        : base(workspace, trainable)
    {
        _settings = settings ?? new AdamWSettings();
        _first = new Weights(trainable.Weights.Layout);
        _second = new Weights(trainable.Weights.Layout);
    }

    internal override string Name => "adamw";

    internal override IReadOnlyList<(string Name, Weights Values)> State => [("first_moment", _first), ("second_moment", _second)];

    private protected override void Prepare(double learningRate, double gradientScale) => _step = new AdamSettings(
        (float)learningRate, (float)_settings.Beta1, (float)_settings.Beta2, (float)_settings.Epsilon, (float)_settings.WeightDecay, Decoupled: true, StepCount, (float)gradientScale);

    private protected override unsafe void Update(float* weights, float* gradient, long offset, int count) =>
        AdamStep.Apply(weights, gradient, _first.Pointer + offset, _second.Pointer + offset, count, _step);
}
