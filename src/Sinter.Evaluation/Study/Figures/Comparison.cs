namespace Sinter.Evaluation;

/// <summary>Two rows, column by column.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other, which is subtracted.</param>
/// <param name="Pairs">Seeds that both have.</param>
/// <param name="Differences">First minus second.</param>
internal sealed record Comparison(string First, string Second, int Pairs, IReadOnlyList<Difference> Differences);
