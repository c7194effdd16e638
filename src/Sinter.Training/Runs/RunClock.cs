using System.Globalization;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>Speed, time left, and when to save.</summary>
internal sealed class RunClock
{
    private readonly RunOptions _options;
    private readonly RunPlan _plan;
    private readonly int _batchSize;
    private readonly int _firstStep;
    private readonly long _start;
    private long _saved;
    private double? _accuracy;
    private double _loss = double.NaN;

    public RunClock(RunOptions options, RunPlan plan, int batchSize, int firstStep)
    {
        (_options, _plan, _batchSize, _firstStep) = (options, plan, batchSize, firstStep);
        _start = _saved = options.Clock.GetTimestamp();
    }

    public void Validated(CurvePoint point) => _accuracy = point.Accuracy;

    public void Report(int done, TrainingStep step)
    {
        _loss = double.IsNaN(_loss) ? step.Loss : 0.98 * _loss + 0.02 * step.Loss;
        if (_options.Progress is null) return;
        var seconds = _options.Clock.GetElapsedTime(_start).TotalSeconds;
        var perStep = seconds / Math.Max(1, done - _firstStep);
        var left = TimeSpan.FromSeconds(Math.Round(perStep * (_plan.Steps - done)));
        var accuracy = _accuracy is { } share ? string.Create(CultureInfo.InvariantCulture, $", validation {100 * share:F1} %") : "";
        _options.Progress.Report(new TrainingProgress(
            "training",
            (double)done / _plan.Steps,
            string.Create(CultureInfo.InvariantCulture, $"epoch {done / _plan.StepsPerEpoch:F2}, loss {_loss:F3}{accuracy}, {_batchSize / perStep:F0} images/s, {left:c} left")));
    }

    public bool SaveIsDue()
    {
        if (_options.Clock.GetElapsedTime(_saved) < _options.SaveEvery) return false;
        _saved = _options.Clock.GetTimestamp();
        return true;
    }
}
