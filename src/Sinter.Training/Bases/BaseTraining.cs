using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>Pre-trains a base: a vision transformer that classifies the pictures of one or several sources, whose classes lie side by side.</summary>
public static class BaseTraining
{
    /// <summary>Trains a base.</summary>
    /// <param name="start">What it begins with.</param>
    /// <param name="sources">What it learns from; the first is the one that is validated.</param>
    /// <param name="validation">Pictures with the classes of the first source; only scored, among the first source's classes.</param>
    /// <param name="recipe">How.</param>
    /// <param name="options">Threads, progress, where the state lies.</param>
    /// <param name="cancellation">Stops between two steps; the state is saved.</param>
    /// <returns>The base, with a classifier over all sources' classes, and its curve.</returns>
    /// <exception cref="TrainingException">Settings and data do not fit, or the state is another run's.</exception>
    public static (ImageModel Base, IReadOnlyList<CurvePoint> Curve) Run(
        BaseStart start, IReadOnlyList<TrainingSource> sources, ImageSet validation, TrainingRecipe recipe, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(options);
        recipe.Check();
        if (sources.Count == 0) throw new TrainingException(TrainingError.UnsuitableData, "there is nothing to train on; name at least one data set.");
        var mix = new SourceMix(sources, recipe.BatchSize, recipe.Seed);
        using var workspace = new Workspace(options.Threads);
        var model = start.Create(mix.Classes, recipe.Seed);
        try
        {
            using var run = new TrainingRun(model, mix, recipe, workspace, trains: null);
            var folder = options.StateFolder is null ? null : new RunFolder(options.StateFolder, RunIdentity.Of(start, recipe, sources), RunIdentity.ScheduleOf(recipe));
            var curve = run.Run(folder, options, () => Score(model, validation, workspace), cancellation);
            if (!options.KeepState) folder?.Delete();
            return (model, curve);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static double Score(ImageModel model, ImageSet validation, Workspace workspace)
    {
        var (all, own) = (model.Classes.Length, validation.Classes.Length);
        var logits = ImageScorer.Logits(model, validation, workspace);
        var first = new float[validation.Count * own];
        for (var r = 0; r < validation.Count; r++) logits.AsSpan(r * all, own).CopyTo(first.AsSpan(r * own));
        return ClassificationMetrics.Compute(first, validation.Labels.AsSpan(), own).Accuracy;
    }
}
