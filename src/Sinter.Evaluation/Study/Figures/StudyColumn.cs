namespace Sinter.Evaluation;

/// <summary>A column: a figure of a cell.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Title">Its head in tables.</param>
/// <param name="Of">Its value, pictures counted as often as said; NaN where a row has none.</param>
/// <param name="Scale">What it is shown as a multiple of: 100 for percent.</param>
internal sealed record StudyColumn(string Key, string Title, Func<CellFigures, PictureCounts, double> Of, double Scale = 100)
{
    /// <summary>The share of the most uncertain pictures that is rejected.</summary>
    public static IReadOnlyList<double> Rejected { get; } = [0.1, 0.3, 0.5];

    /// <summary>Accuracy under each condition and on unseen tasks.</summary>
    public static IReadOnlyList<StudyColumn> Accuracies { get; } =
    [
        .. StudyPictures.Conditions.Select(static condition => new StudyColumn(condition == "clean" ? "clean" : condition.ToLowerInvariant(), condition, (figures, counts) => figures.Accuracy(condition, counts))),
        new("drop_l3", "drop at L3", static (figures, counts) => 1 - figures.Accuracy("L3", counts) / figures.Accuracy("clean", counts)),
        new("unseen", "unseen", static (figures, counts) => figures.Unseen(counts)),
        new("worst_task", "worst task", static (figures, counts) => figures.Worst("clean", counts)),
    ];

    /// <summary>What a row knows about tasks and about itself.</summary>
    public static IReadOnlyList<StudyColumn> Knowledge { get; } =
    [
        new("right_task", "right task", static (figures, counts) => figures.RightTask("clean", counts)),
        new("unknown_task", "task unknown", static (figures, counts) => figures.UnknownTask("clean", counts)),
        new("unknown_task_l3", "task unknown, L3", static (figures, counts) => figures.UnknownTask("L3", counts)),
        new("unseen_auroc", "AUROC unseen", static (figures, counts) => figures.MeanUnseenAuroc(counts), 1),
        new("l3_auroc", "AUROC L3", static (figures, counts) => figures.CorruptedAuroc("L3", counts), 1),
        .. Rejected.Select(static share => new StudyColumn($"rejecting_{100 * share:F0}", $"without {100 * share:F0} %", (figures, counts) => figures.AfterRejecting(share, counts))),
    ];

    /// <summary>What is not made of single pictures: no intervals.</summary>
    public static IReadOnlyList<StudyColumn> Whole { get; } =
    [
        new("largest_class", "largest class", static (figures, _) => figures.Cell.Seen["clean"].Max(static scores => scores.Collapse), 1),
        new("nll", "NLL", static (figures, _) => figures.Cell.Seen["clean"].Average(static scores => scores.Loss), 1),
        new("ece", "ECE", static (figures, _) => figures.Cell.Seen["clean"].Average(static scores => scores.Calibration)),
    ];

    /// <summary>Columns that differences are taken of; a difference of drops would say nothing without the accuracies.</summary>
    public static IEnumerable<StudyColumn> Compared => Accuracies.Where(static column => column.Key != "drop_l3").Concat(Knowledge);

    /// <summary>All of them.</summary>
    public static IEnumerable<StudyColumn> All => [.. Accuracies, .. Knowledge, .. Whole];
}
