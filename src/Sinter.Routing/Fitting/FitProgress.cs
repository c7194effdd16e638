namespace Sinter.Routing;

/// <summary>Where a fit is.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Step">Steps of the phase that are done.</param>
/// <param name="Steps">Steps of the phase.</param>
/// <param name="Loss">The loss of the last one.</param>
public readonly record struct FitProgress(string Phase, int Step, int Steps, double Loss);
