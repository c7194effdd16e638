namespace Sinter.Learning;

/// <summary>What happened in one training step.</summary>
/// <param name="Step">Its number, from 0.</param>
/// <param name="Loss">The loss before the step.</param>
/// <param name="LearningRate">The rate it was taken with.</param>
/// <param name="GradientNorm">The norm of the gradient before clipping.</param>
public readonly record struct TrainingStep(int Step, double Loss, double LearningRate, double GradientNorm);
