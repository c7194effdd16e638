using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>
/// Everything that can be said about BD-Merging on one family of experts: fits every routed row once for every seed, scores all rows on the same pictures, and leaves tables, a page and their numbers. Each row and
/// seed is a cell, kept in a file with all that it depends on: a study that was interrupted or changed computes only what is missing.
/// </summary>
public static class StudyRun
{
    /// <summary>Runs it.</summary>
    /// <param name="plan">The routed rows.</param>
    /// <param name="settings">The family, and how it is scored.</param>
    /// <param name="folder">A folder to make or to go on in.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; finished cells stay.</param>
    /// <exception cref="EvaluationException">Plan, settings and family do not go together.</exception>
    public static StudyResult Run(StudyPlan plan, StudySettings settings, string folder, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        settings.Validate(plan);
        using var scene = new StudyScene(settings, folder, progress, cancellation);
        var rows = StudyRows.Create(plan);
        var wanted = rows.Where(row => settings.Only.Count == 0 || settings.Only.Contains(row.Name)).ToList();
        // All rows of a seed before the next seed: whole tables early.
        var order = wanted.Where(static row => !row.HasSeeds).Select(static row => (Row: row, Seed: (int?)null))
            .Concat(Enumerable.Range(0, settings.Seeds).SelectMany(seed => wanted.Where(static row => row.HasSeeds).Select(row => (Row: row, Seed: (int?)seed)))).ToList();
        for (var i = 0; i < order.Count; i++)
        {
            scene.Report("study", (double)i / order.Count, StudyCells.Describe(order[i].Row, order[i].Seed));
            scene.Cells.Get(order[i].Row, order[i].Seed);
        }

        scene.Report("study", 1, "tables");
        var found = rows.Select(row => new RowFigures(row, Cells(scene, row))).ToList();
        var shown = found.Where(static row => row.Cells.Count > 0).ToList();
        return StudyReport.Write(plan, scene, shown, [.. found.Where(static row => row.Cells.Count == 0).Select(static row => row.Row.Name)]);
    }

    private static List<CellFigures> Cells(StudyScene scene, StudyRow row) =>
        [.. (row.HasSeeds ? Enumerable.Range(0, scene.Settings.Seeds).Select(static seed => (int?)seed) : [null]).Select(seed => scene.Cells.Find(row, seed)).OfType<StudyCell>().Select(static cell => new CellFigures(cell))];
}
