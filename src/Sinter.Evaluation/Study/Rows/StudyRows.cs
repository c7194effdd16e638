namespace Sinter.Evaluation;

/// <summary>All rows of a study, in the order of its tables.</summary>
internal static class StudyRows
{
    public static IReadOnlyList<StudyRow> Create(StudyPlan plan)
    {
        var routed = plan.Rows.Where(static row => row.MixtureOf is null).ToDictionary(static row => row.Name, static row => new RoutedRow(row));
        return [.. StaticRows.Create(), .. plan.Rows.Select(row => row.MixtureOf is null ? (StudyRow)routed[row.Name] : new MixtureRow(row.Name, row.Group, row.Note, routed[row.MixtureOf]))];
    }
}
