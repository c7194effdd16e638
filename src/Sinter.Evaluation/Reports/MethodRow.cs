namespace Sinter.Evaluation;

/// <summary>A row of a table of methods: mean accuracies over tasks, 0 to 1.</summary>
/// <param name="Method">The method.</param>
/// <param name="Note">What it was given: coefficients, the adaptation set.</param>
/// <param name="Values">One for each column; NaN where there is none.</param>
public sealed record MethodRow(string Method, string Note, IReadOnlyList<double> Values);
