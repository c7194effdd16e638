namespace Sinter.Training;

/// <summary>What was measured while an expert was made.</summary>
/// <param name="Curve">The run's curve.</param>
/// <param name="Before">The base with the expert's head, on the validation pictures.</param>
/// <param name="After">The expert, on the same.</param>
/// <param name="TaskVectorRatio">|τ| / |θ0| over the encoder.</param>
public sealed record ExpertReport(IReadOnlyList<CurvePoint> Curve, ClassificationMetrics Before, ClassificationMetrics After, double TaskVectorRatio);
