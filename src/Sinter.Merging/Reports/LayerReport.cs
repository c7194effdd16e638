namespace Sinter.Merging;

/// <summary>The task vectors of one layer; lists have one entry a model.</summary>
/// <param name="Name">The weight's name without <c>.weight</c>.</param>
/// <param name="Tensors">Names of its tensors.</param>
/// <param name="Elements">Number of elements.</param>
/// <param name="Eligible">Whether <c>prune: lwptv</c> may prune it by default.</param>
/// <param name="Norms">Norm of the task vector.</param>
/// <param name="RelativeNorms">Norm of the task vector as a share of the base's: the score <c>relative_magnitude</c>.</param>
/// <param name="Densities">Share of the elements that changed.</param>
/// <param name="SignConflict">Share of the elements that one task vector raises and another lowers.</param>
/// <param name="Cosines">Cosines between the models' task vectors; 0 where one of them is zero.</param>
/// <param name="Redundancies">The score <c>redundancy</c>: 1 − |cos| to the sum of the other task vectors; low is redundant.</param>
/// <param name="Deviations">The score <c>deviation</c>: mean |d_t − mean d|.</param>
/// <param name="Magnitudes">The score <c>magnitude</c>: mean |d_t|.</param>
/// <param name="EffectiveRanks">The score <c>effective_rank</c>, if it was asked for.</param>
public sealed record LayerReport(
    string Name,
    IReadOnlyList<string> Tensors,
    long Elements,
    bool Eligible,
    IReadOnlyList<double> Norms,
    IReadOnlyList<double> RelativeNorms,
    IReadOnlyList<double> Densities,
    double SignConflict,
    IReadOnlyList<IReadOnlyList<double>> Cosines,
    IReadOnlyList<double> Redundancies,
    IReadOnlyList<double> Deviations,
    IReadOnlyList<double> Magnitudes,
    IReadOnlyList<double>? EffectiveRanks);
