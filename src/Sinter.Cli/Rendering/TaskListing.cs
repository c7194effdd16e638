using Sinter.Data;

namespace Sinter.Cli;

/// <summary>What is told about a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Summary">Its parts.</param>
/// <param name="Probe">How far simple models get: by always naming the most frequent class, on pixels, on filters; null if that was not asked for.</param>
internal sealed record TaskListing(ImageTask Task, TaskSummary Summary, (double Chance, double Linear, double Filters)? Probe)
{
    public static TaskListing Of(ImageTask task, int? probePictures) => new(task, TaskSummary.Of(task), probePictures is { } pictures ? Measure(task, pictures) : null);

    private static (double Chance, double Linear, double Filters) Measure(ImageTask task, int pictures)
    {
        var test = task.Has(TaskSplit.Test) ? task.Test : task.Validation;
        var linear = PixelProbe.Linear(task.Train, test, pictures);
        return ((double)test.Labels.CountBy(static label => label).Max(static pair => pair.Value) / test.Count, linear, PixelProbe.Filters(task.Train, test, pictures));
    }
}
