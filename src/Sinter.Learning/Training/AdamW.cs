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
    private float _rate;
    private float _keep;
    private float _correction;

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

    private protected override void Prepare(double learningRate)
    {
        _rate = (float)(learningRate / (1 - Math.Pow(_settings.Beta1, StepCount)));
        _keep = (float)(1 - learningRate * _settings.WeightDecay);
        _correction = (float)(1 / Math.Sqrt(1 - Math.Pow(_settings.Beta2, StepCount)));
    }

    private protected override unsafe void Update(float* weights, float* gradient, long offset, int count)
    {
        var first = _first.Pointer + offset;
        var second = _second.Pointer + offset;
        var beta1 = (float)_settings.Beta1;
        var beta2 = (float)_settings.Beta2;
        var epsilon = (float)_settings.Epsilon;
        for (var i = 0; i < count; i++)
        {
            first[i] = beta1 * first[i] + (1 - beta1) * gradient[i];
            second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i];
            weights[i] = weights[i] * _keep - _rate * first[i] / (MathF.Sqrt(second[i]) * _correction + epsilon);
        }
    }
}
