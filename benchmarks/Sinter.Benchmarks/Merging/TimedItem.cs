using System.Diagnostics;

namespace Sinter.Benchmarks.Merging;

/// <summary>Something that is run once a round: what it took each time, in milliseconds.</summary>
internal sealed class TimedItem(string name, Action body)
{
    private readonly List<double> _wall = [];
    private readonly List<double> _processor = [];
    private readonly List<double> _user = [];

    public string Name { get; } = name;

    /// <summary>Median wall time.</summary>
    public double Wall => Median(_wall);

    /// <summary>Median processor time of all threads.</summary>
    public double Processor => Median(_processor);

    /// <summary>Median of its part outside the system.</summary>
    public double User => Median(_user);

    /// <summary>Runs it; <paramref name="count"/> says whether the time is kept.</summary>
    public void Run(bool count)
    {
        using var process = Process.GetCurrentProcess();
        var (used, own) = (process.TotalProcessorTime, process.UserProcessorTime);
        var start = Stopwatch.GetTimestamp();
        body();
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        if (!count) return;
        _wall.Add(elapsed);
        _processor.Add((process.TotalProcessorTime - used).TotalMilliseconds);
        _user.Add((process.UserProcessorTime - own).TotalMilliseconds);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
