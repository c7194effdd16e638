using System.Text.Json;

namespace Sinter.Evaluation;

/// <summary>Writes what a study found: study.json, study.md, report.html.</summary>
internal static class StudyReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static StudyResult Write(StudyPlan plan, StudyScene scene, IReadOnlyList<RowFigures> rows, IReadOnlyList<string> missing)
    {
        var bootstrap = new Bootstrap(scene.Settings.Resamples);
        var comparisons = plan.Comparisons.Select(pair => Compare(bootstrap, rows, pair)).OfType<Comparison>().ToList();
        var facts = new StudyFacts(plan, scene.Settings, rows, missing, comparisons);
        string Path(string name) => System.IO.Path.Combine(scene.Folder, name);
        Directory.CreateDirectory(scene.Folder);
        Write(Path("study.json"), StudyJson.Of(facts).ToJsonString(Indented) + "\n");
        Write(Path("study.md"), StudyMarkdown.Of(facts));
        Write(Path("report.html"), StudyPage.Of(facts));
        return new StudyResult(facts.Table, rows.Sum(static row => row.Cells.Count), scene.Cells.Computed, missing, Path("study.json"), Path("study.md"), Path("report.html"));
    }

    private static Comparison? Compare(Bootstrap bootstrap, IReadOnlyList<RowFigures> rows, (string First, string Second) pair)
    {
        var first = rows.FirstOrDefault(row => row.Row.Name == pair.First);
        var second = rows.FirstOrDefault(row => row.Row.Name == pair.Second);
        if (first is null || second is null) return null;
        var (ours, others) = RowFigures.Pair(first, second);
        return ours.Count == 0 ? null : new Comparison(pair.First, pair.Second, ours.Count, bootstrap.Compare(ours, others));
    }

    private static void Write(string path, string text)
    {
        File.WriteAllText(path + ".partial", text);
        File.Move(path + ".partial", path, overwrite: true);
    }
}
