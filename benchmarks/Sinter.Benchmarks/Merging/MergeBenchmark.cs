using System.Diagnostics;
using Sinter.Merging;

namespace Sinter.Benchmarks.Merging;

/// <summary>
/// Whole merges against plainly reading the inputs and writing the output, side by side: each round runs the plain copy and every method once, in turn; medians and the
/// median of the rounds' ratios are printed. With <c>--peak METHOD</c> one merge runs alone and the process's peak resident memory is printed.
/// </summary>
internal sealed class MergeBenchmark : IBenchmark
{
    private static readonly string[] Default =
        ["linear", "task_arithmetic", "slerp", "model_stock", "dare_linear", "dare_ties", "ties", "breadcrumbs", "sce", "della"];

    public string Name => "merge";

    public string Summary => "merges of 4 x 512 MB against plain reading and writing [--dir D] [--rounds N] [--methods a,b] [--threads N] [--durable] [--peak METHOD]";

    public void Run(string[] options)
    {
        var folder = Option(options, "--dir") ?? Path.Combine(Path.GetTempPath(), "sinter-bench-merge");
        var rounds = int.Parse(Option(options, "--rounds") ?? "5");
        var threads = int.Parse(Option(options, "--threads") ?? Environment.ProcessorCount.ToString());
        var methods = Option(options, "--methods")?.Split(',') ?? Default;
        var durable = options.Contains("--durable");
        var files = MergeInputs.Write(folder);
        var output = Path.Combine(folder, "out");
        if (Option(options, "--peak") is { } alone)
        {
            Merge(alone, files, output, threads, durable);
            Console.WriteLine($"{alone}: {File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal))}");
            return;
        }

        methods = [.. methods.Where(static name => MethodCatalog.BuiltIn.FindMethod(name) is not null)];
        var times = methods.Prepend("plain").ToDictionary(static name => name, static _ => new List<double>());
        var cpu = times.Keys.ToDictionary(static name => name, static _ => new List<double>());
        var user = times.Keys.ToDictionary(static name => name, static _ => new List<double>());
        using var process = Process.GetCurrentProcess();
        var plain = new PlainCopy(files, Path.Combine(folder, "plain"), threads);
        for (var round = -1; round < rounds; round++)
        {
            // Whoever comes first after a pause pays for memory that the system has given back: everyone takes every place in turn.
            var names = times.Keys.ToArray();
            for (var place = 0; place < names.Length; place++)
            {
                var name = names[(place + round + 1) % names.Length];
                Clean(folder);
                plain.Read();
                if (name == "plain")
                {
                    // The first write after other work is up to six times slower here, for reasons inside the system; the limit is what the second one takes.
                    plain.Run(durable);
                    Clean(folder);
                }

                process.Refresh();
                var (used, own) = (process.TotalProcessorTime, process.UserProcessorTime);
                var start = Stopwatch.GetTimestamp();
                if (name == "plain") plain.Run(durable);
                else Merge(name, files, output, threads, durable);
                var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                process.Refresh();
                if (round < 0) continue;
                times[name].Add(elapsed);
                cpu[name].Add((process.TotalProcessorTime - used).TotalMilliseconds);
                user[name].Add((process.UserProcessorTime - own).TotalMilliseconds);
            }
        }

        Clean(folder);
        Console.WriteLine($"base + 3 models of {new FileInfo(files[0]).Length >> 20} MiB bf16, {threads} threads, {rounds} rounds, durable: {durable}");
        Console.WriteLine("| method | median ms | ratio to plain | median CPU ms | CPU ratio | of it user ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, list) in times)
        {
            Console.WriteLine($"| {name} | {Median(list):F0} | {Ratio(list, times["plain"]):F2} | {Median(cpu[name]):F0} | {Ratio(cpu[name], cpu["plain"]):F2} | {Median(user[name]):F0} |");
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    // The median of the rounds' ratios: what ran side by side is compared.
    private static double Ratio(List<double> list, List<double> plain) => Median(list.Zip(plain, static (a, b) => a / b));

    private static void Merge(string method, string[] files, string output, int threads, bool durable)
    {
        using var plan = MergePlans.Create(method, files);
        Merger.Run(plan, new MergeOptions(output) { Hashes = false, Durable = durable, Overwrite = true, Execution = new ExecutionOptions { Threads = threads } });
    }

    // Outside the clock: the old output goes, and what is still to be written is written; then the inputs are read into the page cache.
    private static void Clean(string folder)
    {
        File.Delete(Path.Combine(folder, "plain"));
        if (Directory.Exists(Path.Combine(folder, "out"))) Directory.Delete(Path.Combine(folder, "out"), recursive: true);
        using var sync = Process.Start("sync");
        sync.WaitForExit();
    }

    private static string? Option(string[] options, string name)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }
}
