namespace Sinter.Learning;

/// <summary>The constants of <see cref="AdamW"/>.</summary>
/// <param name="Beta1">How much of the gradient's running mean is kept, below 1.</param>
/// <param name="Beta2">How much of its square's running mean is kept, below 1.</param>
/// <param name="Epsilon">Added to the root of the square's mean.</param>
/// <param name="WeightDecay">Share of the learning rate by which weights shrink a step.</param>
public sealed record AdamWSettings(double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8, double WeightDecay = 0.01);
