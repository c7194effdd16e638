using System.Globalization;

namespace Sinter.Evaluation;

/// <summary>What the tables, the page and the JSON are made of.</summary>
internal sealed record StudyFacts(StudyPlan Plan, StudySettings Settings, IReadOnlyList<RowFigures> Rows, IReadOnlyList<string> Missing, IReadOnlyList<Comparison> Comparisons)
{
    private static readonly string[] TableColumns = ["clean", "l1", "l2", "l3", "unseen"];

    /// <summary>Names of the seen tasks.</summary>
    public IReadOnlyList<string> Tasks => [.. Settings.Tasks.Select(static task => task.Name)];

    /// <summary>Names of the unseen tasks.</summary>
    public IReadOnlyList<string> Unseen => [.. Settings.Unseen.Select(static task => task.Name)];

    /// <summary>Rows by group, in the order of their first.</summary>
    public IEnumerable<IGrouping<string, RowFigures>> Groups => Rows.GroupBy(static row => row.Row.Group);

    /// <summary>Rows with a router.</summary>
    public IEnumerable<RowFigures> Routed => Rows.Where(static row => row.Weights is not null);

    /// <summary>The row whose mixtures are drawn; null without routed rows.</summary>
    public RowFigures? Shown => Routed.FirstOrDefault(row => row.Row.Name == Plan.Shown) ?? Routed.FirstOrDefault();

    /// <summary>What was scored on what, in sentences.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            var settings = Settings;
            if (settings.Command.Length > 0) yield return $"Command: `{settings.Command}`";
            yield return $"Scored: {settings.Split.ToString().ToLowerInvariant()} pictures, at most {settings.Images} of each task, evenly spaced; seen tasks: {string.Join(", ", Tasks)}{(Unseen.Count > 0 ? $"; unseen: {string.Join(", ", Unseen)}" : "")}.";
            yield return $"L1, L2, L3: '{settings.Corruption.Name}' ({settings.Corruption.Description.TrimEnd('.')}), severity 1, 2, 3 of CIFAR-C, seed {StudyPictures.CorruptionSeed}: the same pixels for every row. 'drop at L3' is relative to clean: read it beside the accuracy.";
            yield return "Unseen tasks are read with class-mean heads on the base's features of their training pictures, the same heads for every row.";
            yield return $"Coefficients of static merges: best mean accuracy on at most {StudyPictures.ValidationImages} validation pictures of each task.";
            yield return string.Create(CultureInfo.InvariantCulture, $"Routed rows: {(settings.Seeds == 1 ? "seed 0" : $"seeds 0 to {settings.Seeds - 1}, mean ± sample standard deviation")}. Differences: 95 % interval of {settings.Resamples} paired draws of pictures and seeds; * where it excludes 0.");
            if (Missing.Count > 0) yield return $"Not computed yet: {string.Join(", ", Missing)}.";
        }
    }

    /// <summary>Mean accuracies of every row.</summary>
    public MethodTable Table
    {
        get
        {
            var columns = StudyColumn.Accuracies.Where(static column => TableColumns.Contains(column.Key)).ToList();
            return new MethodTable($"{Plan.Title}: mean accuracy, %", string.Join(" ", Notes), [.. columns.Select(static column => column.Title)], [.. Rows.Select(row => new MethodRow(row.Row.Name, row.Note, [.. columns.Select(column => row.Of(column).Mean)]))]);
        }
    }
}
