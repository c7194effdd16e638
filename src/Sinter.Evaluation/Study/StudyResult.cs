namespace Sinter.Evaluation;

/// <summary>What a study found, and where it is written.</summary>
/// <param name="Table">Mean accuracies of every row that has been computed.</param>
/// <param name="Cells">Rows and seeds that are shown.</param>
/// <param name="Computed">How many of them were computed now; the others were there.</param>
/// <param name="Missing">Rows that have not been computed.</param>
/// <param name="Data">study.json.</param>
/// <param name="Tables">study.md.</param>
/// <param name="Page">report.html.</param>
public sealed record StudyResult(MethodTable Table, int Cells, int Computed, IReadOnlyList<string> Missing, string Data, string Tables, string Page);
