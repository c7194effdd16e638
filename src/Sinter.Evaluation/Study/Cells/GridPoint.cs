namespace Sinter.Evaluation;

/// <summary>Coefficients that were tried.</summary>
/// <param name="Coefficient">λ.</param>
/// <param name="Ratio">Share of the layers that is pruned; null for methods that prune nothing.</param>
/// <param name="Accuracy">Mean accuracy over the tasks' validation pictures.</param>
internal sealed record GridPoint(double Coefficient, double? Ratio, double Accuracy);
