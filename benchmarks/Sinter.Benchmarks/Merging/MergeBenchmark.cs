using System.Globalization;
using Sinter.Merging;

namespace Sinter.Benchmarks.Merging;

/// <summary>
/// Whole merges against plainly reading the inputs and writing the output, all under one protocol: each round begins with an empty page cache, where that is allowed, and runs everything
/// once, in an order shuffled by the round's number; before each item, outside the clock, the old output is deleted, everything is flushed to disk, and the inputs are read into the page cache. Medians are compared, twice: of the turns that
/// follow other work, and of a repeat of the same item at once after its turn, which finds the memory that it has just given back and so shows what the arithmetic costs. With
/// <c>--peak METHOD</c> one merge runs alone and the process's peak resident memory is printed.
/// </summary>
internal sealed class MergeBenchmark : IBenchmark
{
    private static readonly string[] Default =
        ["linear", "task_arithmetic", "slerp", "model_stock", "dare_linear", "dare_ties", "ties", "breadcrumbs", "sce", "della"];

    public string Name => "merge";

    public string Summary => "merges of 4 x 512 MB against plain reading and writing [--dir D] [--rounds N] [--methods a,b] [--threads N] [--density D] [--durable] [--peak METHOD]";

    public void Run(string[] options)
    {
        var folder = Option(options, "--dir") ?? Path.Combine(Path.GetTempPath(), "sinter-bench-merge");
        var rounds = int.Parse(Option(options, "--rounds") ?? "5");
        var threads = int.Parse(Option(options, "--threads") ?? Environment.ProcessorCount.ToString());
        var methods = Option(options, "--methods")?.Split(',') ?? Default;
        var density = double.Parse(Option(options, "--density") ?? "0.5", CultureInfo.InvariantCulture);
        var durable = options.Contains("--durable");
        var files = MergeInputs.Write(folder);
        var output = Path.Combine(folder, "out");
        if (Option(options, "--peak") is { } alone)
        {
            Merge(alone, files, density, output, threads, durable);
            Console.WriteLine($"{alone}: {File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal))}");
            return;
        }

        var copy = new PlainCopy(files, Path.Combine(folder, "plain"), threads);
        var items = methods.Where(static name => MethodCatalog.BuiltIn.FindMethod(name) is not null)
            .Select(name => Pair(name, () => Merge(name, files, density, output, threads, durable)))
            .Prepend(Pair("plain read and write", () => copy.Run(durable))).ToArray();
        var fresh = true;
        for (var round = 0; round <= rounds; round++)
        {
            fresh &= PageCache.Refresh();
            // Round 0 is for the compiler.
            var order = items.ToArray();
            new Random(round).Shuffle(order);
            foreach (var (turn, repeat) in order)
            {
                Run(turn, round > 0);
                Run(repeat, round > 0);
            }
        }

        Clean(folder);
        Console.WriteLine($"base + 3 models of {new FileInfo(files[0]).Length >> 20} MiB bf16, {threads} threads, {rounds} rounds, density {density}, durable: {durable}, fresh page cache each round: {fresh}");
        Console.WriteLine("| method | median ms | to plain | repeat ms | to plain's repeat | CPU ms of the repeat | of it user ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (turn, repeat) in items)
            Console.WriteLine($"| {turn.Name} | {turn.Wall:F0} | {turn.Wall / items[0].Turn.Wall:F2} | {repeat.Wall:F0} | {repeat.Wall / items[0].Repeat.Wall:F2} | {repeat.Processor:F0} | {repeat.User:F0} |");

        static (TimedItem Turn, TimedItem Repeat) Pair(string name, Action body) => (new TimedItem(name, body), new TimedItem(name, body));

        void Run(TimedItem item, bool count)
        {
            Clean(folder);
            copy.Read();
            item.Run(count);
        }
    }

    private static void Merge(string method, string[] files, double density, string output, int threads, bool durable)
    {
        using var plan = MergePlans.Create(method, files, density);
        Merger.Run(plan, new MergeOptions(output) { Hashes = false, Durable = durable, Overwrite = true, Execution = new ExecutionOptions { Threads = threads } });
    }

    // The old output goes, and what is still to be written is written.
    private static void Clean(string folder)
    {
        File.Delete(Path.Combine(folder, "plain"));
        if (Directory.Exists(Path.Combine(folder, "out"))) Directory.Delete(Path.Combine(folder, "out"), recursive: true);
        PageCache.Flush();
    }

    private static string? Option(string[] options, string name)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? options[at + 1] : null;
    }
}
