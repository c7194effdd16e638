using System.Diagnostics;
using Sinter.Merging;

namespace Sinter.Benchmarks.Merging;

/// <summary>
/// Whole merges against plainly reading the inputs and writing the output, all under one protocol: each round runs everything once, in an order shuffled by the round's number; before
/// each item, outside the clock, the old output is deleted, everything is flushed to disk, and the inputs are read into the page cache. Medians are compared. Beside that the plain copy
/// is repeated at once after its turn, for a stricter comparison: the fastest of these repeats is the least that reading and writing can take. With <c>--peak METHOD</c> one merge runs
/// alone and the process's peak resident memory is printed.
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

        var copy = new PlainCopy(files, Path.Combine(folder, "plain"), threads);
        var plain = new TimedItem("plain read and write", () => copy.Run(durable));
        var again = new TimedItem("the same, repeated at once", () => copy.Run(durable));
        var merges = methods.Where(static name => MethodCatalog.BuiltIn.FindMethod(name) is not null)
            .Select(name => new TimedItem(name, () => Merge(name, files, output, threads, durable))).ToList();
        for (var round = 0; round <= rounds; round++)
        {
            // Round 0 is for the compiler.
            var order = merges.Prepend(plain).ToArray();
            new Random(round).Shuffle(order);
            foreach (var item in order)
            {
                Run(item, round > 0);
                if (item == plain) Run(again, round > 0);
            }
        }

        Clean(folder);
        Console.WriteLine($"base + 3 models of {new FileInfo(files[0]).Length >> 20} MiB bf16, {threads} threads, {rounds} rounds, durable: {durable}");
        Console.WriteLine("| method | median ms | ratio to plain | ratio to plain's fastest repeat | CPU ms | CPU ratio to plain | of it user ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var item in merges.Prepend(again).Prepend(plain))
            Console.WriteLine($"| {item.Name} | {item.Wall:F0} | {item.Wall / plain.Wall:F2} | {item.Wall / again.Fastest:F2} | {item.Processor:F0} | {item.Processor / plain.Processor:F2} | {item.User:F0} |");

        void Run(TimedItem item, bool count)
        {
            Clean(folder);
            copy.Read();
            item.Run(count);
        }
    }

    private static void Merge(string method, string[] files, string output, int threads, bool durable)
    {
        using var plan = MergePlans.Create(method, files);
        Merger.Run(plan, new MergeOptions(output) { Hashes = false, Durable = durable, Overwrite = true, Execution = new ExecutionOptions { Threads = threads } });
    }

    // The old output goes, and what is still to be written is written.
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
