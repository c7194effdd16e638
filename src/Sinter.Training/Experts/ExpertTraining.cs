using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>
/// Makes an expert: a linear head on the base's frozen features, then fine-tuning of the encoder under the frozen head. So base + head is a meaningful zero-shot model, as in the field, where the
/// heads are CLIP's text embeddings.
/// </summary>
public static class ExpertTraining
{
    /// <summary>Trains an expert.</summary>
    /// <param name="origin">The base; its own classifier is not used.</param>
    /// <param name="training">Labelled pictures of the task.</param>
    /// <param name="validation">Pictures that are only scored.</param>
    /// <param name="settings">How.</param>
    /// <param name="options">Threads, progress, where the state lies.</param>
    /// <param name="cancellation">Stops between two steps; the state is saved.</param>
    /// <returns>The expert, and what was measured.</returns>
    /// <exception cref="TrainingException">Settings, model and data do not fit.</exception>
    public static (ImageModel Expert, ExpertReport Report) Run(
        ImageModel origin, ImageSet training, ImageSet validation, ExpertSettings settings, RunOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(validation);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        settings.Recipe.Check();
        var mix = new SourceMix([new TrainingSource(training, settings.Augmentation)], settings.Recipe.BatchSize, settings.Recipe.Seed);
        using var workspace = new Workspace(options.Threads);
        var expert = TaskHead.Fit(origin, training, settings.Head, workspace, ProgressShare.Of(options.Progress, "base features"), cancellation);
        try
        {
            var before = Score(expert, validation, workspace);
            using var run = new TrainingRun(expert, mix, settings.Recipe, workspace, name => !ImageModel.IsHead(name) && (settings.Tuned == TunedPart.All || name.Contains(".attention.", StringComparison.Ordinal)));
            var folder = options.StateFolder is null ? null : new RunFolder(options.StateFolder, RunIdentity.Of(settings, training, origin), RunIdentity.ScheduleOf(settings.Recipe));
            var curve = run.Run(folder, options, () => Score(expert, validation, workspace).Accuracy, cancellation);
            var report = new ExpertReport(curve, before, Score(expert, validation, workspace), TaskVectorRatio(origin, expert));
            if (!options.KeepState) folder?.Delete();
            return (expert, report);
        }
        catch
        {
            expert.Dispose();
            throw;
        }
    }

    private static ClassificationMetrics Score(ImageModel model, ImageSet pictures, Workspace workspace) =>
        ClassificationMetrics.Compute(ImageScorer.Logits(model, pictures, workspace), pictures.Labels.AsSpan(), model.Classes.Length);

    // |τ| / |θ0| over the encoder.
    private static double TaskVectorRatio(ImageModel origin, ImageModel expert)
    {
        var (difference, norm) = (0.0, 0.0);
        foreach (var part in expert.Network.Layout.Parts.Where(static part => !ImageModel.IsHead(part.Name)))
        {
            var name = origin.Network.Layout.TryGet(part.Name, out _) ? part.Name : part.Name["vit.".Length..];
            var before = origin.Weights[name];
            var after = expert.Weights[part];
            for (var i = 0; i < before.Length; i++)
            {
                difference += ((double)after[i] - before[i]) * ((double)after[i] - before[i]);
                norm += (double)before[i] * before[i];
            }
        }

        return Math.Sqrt(difference / norm);
    }
}
