using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sinter.Benchmarks;

/// <summary>
/// Timing on a machine that others use too. One thread: CPU time of the thread, which preemption does not touch. Several threads: wall time, of which only samples count
/// during which this process had all its cores (its CPU time is at least 95 % of threads × wall).
/// </summary>
public static class Measure
{
    private const int ThreadCpuTime = 3;

    /// <summary>CPU seconds of the calling thread (wall seconds where the system does not say).</summary>
    public static double ThreadSeconds()
    {
        if (!OperatingSystem.IsLinux() || ClockGetTime(ThreadCpuTime, out var time) != 0) return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        return time.Seconds + 1e-9 * time.Nanoseconds;
    }

    /// <summary>Median CPU seconds of one call on this thread, over <paramref name="samples"/> samples of at least 20 ms.</summary>
    public static double OneThread(Action body, int samples = 7) => Median(body, samples, static (action, calls) =>
    {
        var start = ThreadSeconds();
        for (var i = 0; i < calls; i++) action();
        return (ThreadSeconds() - start) / calls;
    });

    /// <summary>Median wall seconds of one call of a body that keeps <paramref name="threads"/> threads busy; negative if no undisturbed sample was seen (then the best one).</summary>
    public static double Shared(Action body, int threads, int samples = 7, int attempts = 60)
    {
        var calls = Calls(body);
        List<double> clean = [];
        var best = double.MaxValue;
        var process = Process.GetCurrentProcess();
        for (var i = 0; i < attempts && clean.Count < samples; i++)
        {
            process.Refresh();
            var cpu = process.TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            for (var c = 0; c < calls; c++) body();
            var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            process.Refresh();
            var used = (process.TotalProcessorTime - cpu).TotalSeconds;
            best = Math.Min(best, wall / calls);
            if (used >= 0.95 * threads * wall) clean.Add(wall / calls);
        }

        clean.Sort();
        return clean.Count > 0 ? clean[clean.Count / 2] : -best;
    }

    /// <summary>exp of the mean logarithm.</summary>
    public static double GeometricMean(IEnumerable<double> values) => Math.Exp(values.Average(Math.Log));

    private static double Median(Action body, int samples, Func<Action, int, double> sample)
    {
        var calls = Calls(body);
        var times = new double[samples];
        for (var i = 0; i < samples; i++) times[i] = sample(body, calls);
        Array.Sort(times);
        return times[samples / 2];
    }

    // Warms up past the tiers of the compiler, then counts the calls in 20 ms.
    private static int Calls(Action body)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = 0;
        do
        {
            body();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 500);

        start = Stopwatch.GetTimestamp();
        var cpu = ThreadSeconds();
        body();
        var once = Math.Max(ThreadSeconds() - cpu, 1e-7);
        return Math.Max(1, (int)Math.Ceiling(0.02 / once));
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
