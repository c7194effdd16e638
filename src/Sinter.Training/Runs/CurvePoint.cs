namespace Sinter.Training;

/// <summary>A point of a run's curves.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Epoch">The same in epochs.</param>
/// <param name="Loss">Mean training loss since the last point.</param>
/// <param name="Accuracy">Top-1 on the validation pictures, 0 to 1; null where it was not measured.</param>
/// <param name="LearningRate">The rate at this step.</param>
public sealed record CurvePoint(int Step, double Epoch, double Loss, double? Accuracy, double LearningRate);
