namespace Sinter.Merging;

/// <summary>What a run has to tell.</summary>
/// <param name="DifferingCopies">Tensors that are never averaged and were not equal in all inputs: taken from the base.</param>
/// <param name="Reports">Whole-model statistics, by method or transform.</param>
internal sealed record ExecutionSummary(IReadOnlyList<string> DifferingCopies, IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> Reports);
