namespace Sinter.Evaluation;

/// <summary>report.html: the tables with pictures.</summary>
internal static class StudyPage
{
    public static string Of(StudyFacts facts) => Html.Page(facts.Plan.Title, Sections(facts));

    private static IEnumerable<string> Sections(StudyFacts facts)
    {
        foreach (var note in facts.Notes) yield return $"<p>{Html.Text(note)}</p>";
        foreach (var group in facts.Groups)
        {
            yield return $"<h2>{Html.Text(group.Key)}</h2>";
            var names = group.Select(static row => row.Row.Name).ToHashSet();
            var table = facts.Table with { Title = group.Key, Rows = [.. facts.Table.Rows.Where(row => names.Contains(row.Method))] };
            yield return table.ToHtml();
            yield return $"<figure>{BarChart.Svg(table)}</figure>";
        }

        var routed = facts.Routed.ToList();
        if (facts.Shown is { } shown)
        {
            yield return $"<h2>How '{Html.Text(shown.Row.Name)}' mixes the experts</h2><p>Mean weight of each expert (columns) for the clean pictures of each task (rows), over the seeds.</p>";
            yield return $"<figure>{HeatChart.Svg("Mean router weights", facts.Tasks, facts.Tasks, (r, c) => shown.Weights![r][c])}</figure>";
            yield return "<h2>Accuracy when the most uncertain pictures are rejected</h2>";
            var lines = routed.Take(LineChart.Most).Select(static row => (row.Row.Name, Rejection(row))).ToList();
            yield return $"<figure>{LineChart.Svg("Accuracy against the share that is rejected", "rejected", [.. lines])}</figure>";
        }

        if (facts.Comparisons.Count > 0)
        {
            yield return "<h2>Differences</h2><p>First minus second, with the interval that holds 95 % of the paired draws.</p>";
            yield return Differences(facts.Comparisons);
        }
    }

    private static List<(double X, double Y)> Rejection(RowFigures row) =>
        [.. Enumerable.Range(0, 10).Select(static tenth => tenth / 10.0).Select(share => (share, row.Cells.Average(cell => cell.AfterRejecting(share, cell.Once))))];

    private static string Differences(IReadOnlyList<Comparison> comparisons)
    {
        var columns = StudyColumn.Compared.Where(column => comparisons.Any(one => one.Differences.Any(difference => difference.Column == column))).ToList();
        var head = string.Concat(columns.Select(static column => $"<th class=\"n\">{Html.Text(column.Title)}</th>"));
        var rows = comparisons.Select(one => $"<tr><td>{Html.Text($"{one.First} − {one.Second}")}</td>" + string.Concat(columns.Select(column =>
            one.Differences.FirstOrDefault(difference => difference.Column == column) is { } found ? $"<td class=\"n{(found.ExcludesZero ? " b" : "")}\">{Html.Text(StudyText.Difference(found))}</td>" : "<td class=\"n\">-</td>")) + "</tr>\n");
        return $"<div style=\"overflow-x:auto\"><table><thead><tr><th>first − second</th>{head}</tr></thead><tbody>\n{string.Concat(rows)}</tbody></table></div>";
    }
}
