namespace Sinter.Training;

/// <summary>How far a run has come.</summary>
/// <param name="What">What is going on.</param>
/// <param name="Share">Of this, 0 to 1.</param>
/// <param name="Detail">Loss, accuracy, images a second, time left.</param>
public readonly record struct TrainingProgress(string What, double Share, string Detail);
