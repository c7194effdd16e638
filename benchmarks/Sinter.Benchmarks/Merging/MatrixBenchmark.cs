using System.Diagnostics;
using Sinter.Checkpoints;
using Sinter.Merging;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Merging;

/// <summary>
/// Matrix methods on the sizes of CLIP ViT-B/32: wall time, the process's CPU time and memory. Arguments: methods; <c>experts=8</c> <c>layers=12</c> <c>threads=2</c>
/// <c>side=4096</c>: one square matrix a layer instead.
/// </summary>
public sealed class MatrixBenchmark : IBenchmark
{
    public string Name => "matrix";

    public string Summary => "TSV-M, Iso-C, Iso-CTS on CLIP ViT-B/32-sized experts";

    public void Run(string[] arguments)
    {
        var experts = Option(arguments, "experts", 8);
        var layers = Option(arguments, "layers", 12);
        var threads = Option(arguments, "threads", 2);
        var side = Option(arguments, "side", 0);
        string[] methods = [.. arguments.Where(static argument => !argument.Contains('='))];
        if (methods.Length == 0) methods = ["tsv_m", "iso_c", "iso_cts"];

        var matrices = side > 0 ? [("attn.q", side, side)] : LayerStack.Clip;
        Console.WriteLine($"{layers} layers of {string.Join(", ", matrices.Select(static matrix => $"{matrix.Rows}×{matrix.Columns}"))} in bf16, {experts} experts, {threads} threads");
        Console.WriteLine("| method | wall s | CPU s | CPU s / threads | peak MB beyond the inputs |");
        Console.WriteLine("|---|---|---|---|---|");
        var origin = new LayerStack(0, layers, matrices, 0.1f);
        Checkpoint[] models = [.. Enumerable.Range(1, experts).Select(seed => new LayerStack(seed, layers, matrices, 0.01f, origin))];
        LargeBlocks.ReturnAtOnce(); // as the command does
        foreach (var method in methods) Row(method, origin, models, threads);
    }

    private static void Row(string name, Checkpoint origin, Checkpoint[] models, int threads)
    {
        var method = MethodCatalog.BuiltIn.FindMethod(name) ?? throw new ArgumentException($"There is no method '{name}'.", nameof(name));
        var settings = new TensorSettings(method.Declaration.Parameters, models.Length);
        using var plan = new MergePlan
        {
            Method = method,
            Base = origin,
            Checkpoints = [origin, .. models],
            ModelNames = [.. models.Select(static model => model.Path)],
            Settings = settings,
            Tensors =
            [
                .. origin.Tensors.Select(tensor => new PlannedTensor
                {
                    Name = tensor.Name,
                    Shape = tensor.Shape,
                    Type = ElementType.BF16,
                    TypeName = "BF16",
                    ByteLength = tensor.ByteLength,
                    Action = TensorAction.Merge,
                    Base = new TensorSource(origin, tensor),
                    Models = [.. models.Select(model => new TensorSource(model, tensor))],
                    Settings = settings,
                }),
            ],
        };

        var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var cpu = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        Merger.RunInMemory(plan, new ExecutionOptions { Threads = threads });
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        var used = (process.TotalProcessorTime - cpu).TotalSeconds;
        Console.WriteLine($"| {name} | {wall:F1} | {used:F1} | {used / threads:F1} | {(process.PeakWorkingSet64 - before) >> 20} |");
    }

    private static int Option(string[] arguments, string name, int value) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(name + '=', StringComparison.Ordinal)) is { } given ? int.Parse(given[(name.Length + 1)..]) : value;
}
