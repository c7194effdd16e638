using Sinter.Learning;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Evaluation;

/// <summary>
/// The whole of Sinter on drawn pictures, without a download: trains a tiny base and its experts, merges them statically, fits BD-Merging on unlabelled validation pictures, scores everything on clean,
/// corrupted and unseen test pictures, and leaves the models, the recipes, a page and its numbers as JSON.
/// </summary>
public static class QuickstartRun
{
    /// <summary>Runs it.</summary>
    /// <param name="settings">Sizes and seed.</param>
    /// <param name="folder">A folder to make; it must not exist.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what is finished stays.</param>
    /// <exception cref="EvaluationException">The folder exists.</exception>
    public static QuickstartResult Run(QuickstartSettings settings, string folder, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (Directory.Exists(folder) || File.Exists(folder)) throw new EvaluationException($"{folder}: exists already; name a folder to make.");
        Directory.CreateDirectory(folder);
        var family = new QuickstartFamily(settings, folder, progress, cancellation);
        family.Train();
        using var workspace = new Workspace(settings.Threads);
        using var scores = new QuickstartScores(settings, family, workspace, cancellation);
        using var origin = ImageModel.Open(family.Base);
        scores.Open(origin);
        var given = family.Merge(path => Score(path, scores.Validation));
        using var routed = Fit(settings, family, Path.Combine(folder, "routed"), workspace, progress, cancellation, out var report);
        progress?.Report(new TrainingProgress("scoring", 0, ""));
        List<MethodRow> rows = [new("base", "zero-shot heads: class means", scores.Static(origin)), new("individual experts", "each on its own task", scores.Individual())];
        foreach (var ((name, _), note) in QuickstartRecipes.All.Zip(given)) rows.Add(new MethodRow(name, note, Score(family.Merged(name), scores.Static)));
        var (values, weights, auroc) = scores.Routed(routed);
        rows.Add(new MethodRow("bd-merging", $"start: belief; adaptation set: {settings.Tasks.Count} x validation pictures, unlabelled", values));
        var table = new MethodTable(
            "Mean accuracy, %",
            $"{settings.Tasks.Count} drawn tasks ({string.Join(", ", settings.Tasks)}), {settings.TestPictures} test pictures each, seed {settings.Seed}; corrupted: one of six corruptions a picture (JPEG needs a library), severity {settings.Severity}; unseen: {string.Join(", ", settings.Unseen)}",
            ["clean", "corrupted", "unseen tasks"],
            rows);
        var result = new QuickstartResult(table, [.. settings.Tasks], weights, auroc, report.Collapsed, Path.Combine(folder, "report.html"));
        QuickstartPage.Write(result, folder, settings);
        return result;
    }

    private static T Score<T>(string path, Func<ImageModel, T> score)
    {
        using var model = ImageModel.Open(path);
        return score(model);
    }

    private static RoutedModel Fit(
        QuickstartSettings settings, QuickstartFamily family, string folder, Workspace workspace, IProgress<TrainingProgress>? progress, CancellationToken cancellation, out FitReport report)
    {
        var options = new FitOptions { Seed = settings.Seed };
        var model = ExpertSet.CreateModel(family.Base, [.. settings.Tasks.Select(task => (task, family.Expert(task)))], options);
        var pictures = new PictureSet(model, [.. settings.Tasks.Select((task, t) => (family.Task(task).Validation, t))]);
        report = RoutedFit.Run(model, pictures, options, workspace, progress: progress is null ? null : new Steps(progress), cancellation: cancellation);
        RoutedModelFiles.Save(model, folder, options, report);
        return model;
    }

    private sealed class Steps(IProgress<TrainingProgress> progress) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => progress.Report(new TrainingProgress($"bd-merging: {value.Phase}", (double)value.Step / Math.Max(1, value.Steps), ""));
    }
}
