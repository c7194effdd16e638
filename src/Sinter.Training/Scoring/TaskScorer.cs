using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>Scores a model on a task's pictures.</summary>
public static class TaskScorer
{
    /// <summary>Scores a model under its own classifier.</summary>
    /// <param name="model">A model whose classes are the task's.</param>
    /// <param name="pictures">Labelled pictures, as they are or corrupted.</param>
    /// <param name="workspace">Threads and memory.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="TrainingException">The classes differ in number, or the pictures have no labels.</exception>
    public static ClassificationMetrics Score(ImageModel model, ImageSet pictures, Workspace workspace, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.Classes.Length != model.Classes.Length)
        {
            throw new TrainingException(
                TrainingError.UnsuitableData,
                $"{model.Place} has {model.Classes.Length} classes, {pictures.Name} has {pictures.Classes.Length}; name the folder of the experts with --heads, so that the head of the task is used.");
        }

        return ClassificationMetrics.Compute(ImageScorer.Logits(model, pictures, workspace, progress, cancellation), pictures.Labels.AsSpan(), model.Classes.Length);
    }
}
