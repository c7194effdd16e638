namespace Sinter.Training;

/// <summary>Shares of one piece of work, told as training progress.</summary>
internal sealed class ProgressShare(IProgress<TrainingProgress> progress, string what) : IProgress<double>
{
    public void Report(double value) => progress.Report(new TrainingProgress(what, value, ""));

    public static IProgress<double>? Of(IProgress<TrainingProgress>? progress, string what) => progress is null ? null : new ProgressShare(progress, what);
}
