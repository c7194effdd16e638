using System.Globalization;
using System.Text;

namespace Sinter.Evaluation;

/// <summary>study.md: every table of a study.</summary>
internal static class StudyMarkdown
{
    public static string Of(StudyFacts facts)
    {
        var text = new StringBuilder($"# {facts.Plan.Title}\n");
        foreach (var note in facts.Notes) text.Append(note).Append("\n\n");
        foreach (var group in facts.Groups)
        {
            text.Append($"## {Upper(group.Key)}\nMean accuracy over tasks, %.\n\n");
            Figures(text, group, StudyColumn.Accuracies);
            if (group.Any(row => StudyColumn.Knowledge.Any(column => double.IsFinite(row.Of(column).Mean))))
            {
                text.Append("What they know of task and doubt (clean pictures unless said otherwise), %; AUROC of uncertainty.\n\n");
                Figures(text, group, StudyColumn.Knowledge);
            }

            text.Append("Largest predicted class over largest true class (worst task; above 3: collapse), negative log-likelihood in nats, calibration error in %: clean pictures.\n\n");
            Figures(text, group, StudyColumn.Whole);
            foreach (var row in group.Where(static row => row.Note.Length > 0)) text.Append($"- {row.Row.Name}: {row.Note}\n");
            text.Append('\n');
        }

        if (facts.Comparisons.Count > 0) Differences(text, facts);
        Tasks(text, "Accuracy by task, clean, %", facts.Tasks, static (figures, t) => figures.Cell.Seen["clean"][t].Accuracy, facts.Rows);
        if (facts.Unseen.Count > 0)
        {
            Tasks(text, "Accuracy by unseen task, %", facts.Unseen, static (figures, t) => figures.Cell.Unseen[t].Accuracy, facts.Rows);
            Tasks(text, "AUROC of uncertainty, unseen task against clean pictures of seen tasks", facts.Unseen, static (figures, t) => figures.UnseenAuroc(t, figures.Once), facts.Routed, 1);
        }

        if (facts.Shown is { } shown) Weights(text, facts, shown);
        Grids(text, facts);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Figures(StringBuilder text, IEnumerable<RowFigures> rows, IReadOnlyList<StudyColumn> columns)
    {
        Header(text, "row", columns.Select(static column => column.Title));
        foreach (var row in rows) Row(text, row.Row.Name, columns.Select(column => StudyText.Spread(column, row.Of(column))));
        text.Append('\n');
    }

    private static void Differences(StringBuilder text, StudyFacts facts)
    {
        text.Append("## Differences\nFirst minus second: mean [95 % interval], in points, AUROC as it is; * where the interval excludes 0.\n\n");
        foreach (var columns in (IReadOnlyList<StudyColumn>[])[[.. StudyColumn.Compared.Intersect(StudyColumn.Accuracies)], StudyColumn.Knowledge])
        {
            var rows = facts.Comparisons.Where(one => one.Differences.Any(difference => columns.Contains(difference.Column))).ToList();
            if (rows.Count == 0) continue;
            Header(text, "first − second", columns.Select(static column => column.Title).Append("seeds"));
            foreach (var one in rows)
            {
                Row(text, $"{one.First} − {one.Second}", columns.Select(column => one.Differences.FirstOrDefault(difference => difference.Column == column) is { } found ? StudyText.Difference(found) : "-")
                    .Append(one.Pairs.ToString(CultureInfo.InvariantCulture)));
            }

            text.Append('\n');
        }
    }

    private static void Tasks(StringBuilder text, string title, IReadOnlyList<string> tasks, Func<CellFigures, int, double> value, IEnumerable<RowFigures> rows, double scale = 100)
    {
        var column = new StudyColumn("", "", static (_, _) => double.NaN, scale);
        if (!rows.Any()) return;
        text.Append($"## {title}\n");
        Header(text, "row", tasks);
        foreach (var row in rows) Row(text, row.Row.Name, tasks.Select((_, t) => StudyText.Spread(column, new Spread([.. row.Cells.Select(cell => value(cell, t))]))));
        text.Append('\n');
    }

    private static void Weights(StringBuilder text, StudyFacts facts, RowFigures shown)
    {
        text.Append($"## Mean weights of '{shown.Row.Name}'\nOf each expert (columns) for the clean pictures of each task (rows).\n\n");
        Header(text, "task", facts.Tasks);
        for (var t = 0; t < facts.Tasks.Count; t++) Row(text, facts.Tasks[t], shown.Weights![t].Select(static weight => weight.ToString("F3", CultureInfo.InvariantCulture)));
        text.Append('\n');
    }

    private static void Grids(StringBuilder text, StudyFacts facts)
    {
        var chosen = facts.Rows.Where(static row => row.Cells[0].Cell.Grid is not null).ToList();
        if (chosen.Count == 0) return;
        text.Append("## Coefficients that were tried\nMean validation accuracy, %.\n\n");
        Header(text, "row", chosen[0].Cells[0].Cell.Grid!.Select(static point => point.Coefficient).Distinct().Select(static coefficient => string.Create(CultureInfo.InvariantCulture, $"λ {coefficient}")));
        foreach (var row in chosen)
        {
            foreach (var line in row.Cells[0].Cell.Grid!.GroupBy(static point => point.Ratio))
                Row(text, line.Key is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{row.Row.Name}, ratio {ratio}") : row.Row.Name, line.Select(static point => MethodTable.Percent(point.Accuracy)));
        }
    }

    private static void Header(StringBuilder text, string first, IEnumerable<string> columns)
    {
        var titles = columns.ToList();
        Row(text, first, titles);
        text.Append("|---|").Append(string.Concat(Enumerable.Repeat("---:|", titles.Count))).Append('\n');
    }

    private static void Row(StringBuilder text, string first, IEnumerable<string> cells) =>
        text.Append("| ").Append(string.Join(" | ", cells.Prepend(first).Select(static cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))).Append(" |\n");

    private static string Upper(string group) => group.Length == 0 ? group : char.ToUpperInvariant(group[0]) + group[1..];
}
