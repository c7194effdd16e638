using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Muon (Jordan et al., 2024): a hidden matrix [r, c] moves along its orthogonalised mean gradient: m ← μ m + (1 − μ) g; w ← w − η (weightDecay · w + 0.2 √max(r, c) · orth((1 − μ) g + μ m)).
/// The factor (Liu et al., 2025, "Muon is scalable for LLM training") makes the step as large as AdamW's, so that one learning rate serves both: everything that is no hidden matrix takes AdamW's step.
/// </summary>
public sealed class Muon : Optimizer
{
    private const double Matching = 0.2;
    private readonly MuonSettings _settings;
    private readonly AdamWSettings _adam;
    private readonly Weights _first;
    private readonly Weights _second;
    private readonly WeightSlot[] _slots;
    private readonly Orthogonalization _orthogonalization;
    private AdamSettings _step;

    /// <summary>An optimizer whose moments start at zero.</summary>
    /// <param name="workspace">Its threads do the work.</param>
    /// <param name="trainable">What is trained.</param>
    /// <param name="isMatrix">Which tensors are hidden matrices, by name; each must have two axes.</param>
    /// <param name="settings">Constants.</param>
    /// <exception cref="NetworkException">A named tensor has not two axes.</exception>
    public Muon(Workspace workspace, Trainable trainable, Func<string, bool> isMatrix, MuonSettings? settings = null)
        : base(workspace, trainable)
    {
        ArgumentNullException.ThrowIfNull(isMatrix);
        _settings = settings ?? new MuonSettings();
        ArgumentOutOfRangeException.ThrowIfNegative(_settings.Momentum, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_settings.Momentum, 1, nameof(settings));
        _adam = _settings.Adam ?? new AdamWSettings();
        var layout = trainable.Weights.Layout;
        (_first, _second) = (new Weights(layout), new Weights(layout));
        _slots = [.. layout.Slots.Where(slot => slot.Parts.Any(part => isMatrix(part.Name)))];
        foreach (var part in _slots.SelectMany(static slot => slot.Parts)) Check.Configuration(part.Shape.Rank == 2, $"'{part.Name}' of shape {part.Shape} is no matrix and cannot be orthogonalised");
        _orthogonalization = new Orthogonalization(workspace);
    }

    internal override string Name => "muon";

    internal override IReadOnlyList<(string Name, Weights Values)> State => [("first_moment", _first), ("second_moment", _second)];

    private protected override void Prepare(double learningRate, double gradientScale) => _step = new AdamSettings(
        (float)learningRate, (float)_adam.Beta1, (float)_adam.Beta2, (float)_adam.Epsilon, (float)_settings.WeightDecay, Decoupled: true, StepCount, (float)gradientScale);

    private protected override unsafe void Update(float* weights, float* gradient, long offset, int count)
    {
        if (!IsMatrix(offset))
        {
            AdamStep.Apply(weights, gradient, _first.Pointer + offset, _second.Pointer + offset, count, _step);
            return;
        }

        // The gradient becomes what is orthogonalised once the whole matrix is there.
        var g = new Span<float>(gradient, count);
        var m = new Span<float>(_first.Pointer + offset, count);
        var momentum = (float)_settings.Momentum;
        TensorPrimitives.Multiply(g, (1 - momentum) * _step.GradientScale, g);
        TensorPrimitives.MultiplyAdd(m, momentum, g, m);
        TensorPrimitives.MultiplyAdd(m, momentum, g, g);
    }

    private protected override unsafe void Complete()
    {
        _orthogonalization.Clear();
        foreach (var slot in _slots)
        {
            if (!Trainable[slot].HasGradient) continue;
            // Query, key and value lie in one slot, but are matrices of their own.
            foreach (var part in slot.Parts)
                _orthogonalization.Add((int)part.Shape[0], (int)part.Shape[1], Trainable.Gradient.Pointer + part.Offset, Trainable.Weights.Pointer + part.Offset);
        }

        _orthogonalization.Run((float)(1 - (double)_step.LearningRate * _settings.WeightDecay), Matching * _step.LearningRate);
    }

    private protected override void Release() => _orthogonalization.Dispose();

    private bool IsMatrix(long offset)
    {
        foreach (var slot in _slots)
            if (offset >= slot.Offset && offset < slot.Offset + slot.Count) return true;
        return false;
    }
}
