using System.Globalization;

namespace Sinter.Cli;

/// <summary>A line now and then, for logs: nothing for work that is done within the interval.</summary>
internal sealed class PlainMeter(TextWriter writer, TimeProvider time, double interval = PlainMeter.Interval) : Meter
{
    /// <summary>Seconds between two lines at least, of work that takes minutes.</summary>
    public const double Interval = 2;

    /// <summary>The same for work that takes hours.</summary>
    public const double LongInterval = 30;

    private readonly Lock _gate = new();
    private long _last = time.GetTimestamp();

    public override void Show(string what, double share, string detail)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_last).TotalSeconds < interval) return;
            _last = time.GetTimestamp();
            var line = string.Create(CultureInfo.InvariantCulture, $"{what}: {Math.Floor(share * 100):0} %");
            writer.WriteLine(detail.Length == 0 ? line : $"{line} ({detail})");
        }
    }
}
