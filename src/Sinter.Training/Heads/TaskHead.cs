using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>Fits the head of a task on a base's frozen features: what makes base + head a zero-shot model of the task, for experts to start from and for unseen tasks to be scored with.</summary>
public static class TaskHead
{
    /// <summary>A copy of the base with the head of a task.</summary>
    /// <param name="origin">The base; its own classifier is not used.</param>
    /// <param name="training">Labelled pictures of the task.</param>
    /// <param name="kind">How the head is found.</param>
    /// <param name="workspace">Threads and memory.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="TrainingException">There are no labels, or a class has no picture.</exception>
    public static ImageModel Fit(ImageModel origin, ImageSet training, HeadKind kind, Workspace workspace, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(training);
        if (training.Count == 0 || training.Labels.Length != training.Count)
            throw new TrainingException(TrainingError.UnsuitableData, $"{training.Name} has {training.Count} pictures and {training.Labels.Length} labels; a head needs labelled pictures.");
        var features = ImageScorer.Features(origin, training, workspace, progress, cancellation);
        var labels = training.Labels.AsSpan();
        var classes = training.Classes.Length;
        var head = kind == HeadKind.Mean ? ClassMeanHead.Fit(features, labels, classes) : LinearProbe.Fit(features, labels, classes, workspace);
        var result = origin.WithClasses(training.Classes);
        head.CopyTo(result);
        return result;
    }
}
