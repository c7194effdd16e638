using Sinter.Merging;
using Sinter.Routing;
using Sinter.Training;

namespace Sinter.Cli;

/// <summary>Shows on standard error how far something has come. Told from any thread.</summary>
internal abstract class Meter : IProgress<MergeProgress>, IProgress<TrainingProgress>, IProgress<FitProgress>
{
    /// <summary>Shows a state.</summary>
    /// <param name="what">What is going on; a new word starts a new bar.</param>
    /// <param name="share">How much of it is done, 0 to 1.</param>
    /// <param name="detail">Amounts, for example <c>1.20 GB of 2.60 GB</c>.</param>
    public abstract void Show(string what, double share, string detail);

    /// <inheritdoc/>
    public void Report(MergeProgress value) => Show(
        value.Phase switch { MergePhase.Statistics => "gathering statistics", MergePhase.Merging => "merging", _ => "hashing" },
        value.Total > 0 ? (double)value.Done / value.Total : 1,
        $"{ByteSize.Format(value.Done)} of {ByteSize.Format(value.Total)}");

    /// <inheritdoc/>
    public void Report(TrainingProgress value) => Show(value.What, value.Share, value.Detail);

    /// <inheritdoc/>
    public void Report(FitProgress value) => Show(
        value.Phase switch { "distill" => "distilling the joint head", "head" => "training the joint head", "start" => "starting the router", _ => "training the router" },
        (double)value.Step / value.Steps,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"step {value.Step} of {value.Steps}, loss {value.Loss:F3}"));

    /// <summary>For work that reports shares only.</summary>
    public IProgress<double> Of(string what) => new Shares(this, what);

    /// <summary>Does work under the meter that suits the terminal; null when nothing is to be shown.</summary>
    public static T Run<T>(Terminal terminal, bool quiet, Func<Meter?, T> work, double interval = PlainMeter.Interval)
    {
        if (quiet) return work(null);
        return terminal.ErrorIsTerminal ? LiveMeter.Run(terminal, work) : work(new PlainMeter(terminal.Error, TimeProvider.System, interval));
    }

    private sealed class Shares(Meter meter, string what) : IProgress<double>
    {
        public void Report(double value) => meter.Show(what, value, "");
    }
}
