namespace Sinter.Training;

/// <summary>How good a model is on a task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Metrics">What was measured.</param>
public sealed record TaskScore(string Task, ClassificationMetrics Metrics);
