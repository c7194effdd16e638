using Sinter.Learning;

namespace Sinter.Benchmarks.Learning;

/// <summary>Training steps (forward, backward, AdamW) and inference of vision transformers.</summary>
public sealed class LearningBenchmark : IBenchmark
{
    public string Name => "learning";

    public string Summary => "training and inference of vision transformers, images per second [vit-d6|vit-d12|clip-b32] [1t|2t]";

    public void Run(string[] arguments)
    {
        Console.WriteLine("| network, batch | threads | training images/s | inference images/s | allocated a step | held |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var shape in LearningShape.All)
        {
            if (arguments.Any(static a => a.Contains('-')) && !arguments.Contains(shape.Name)) continue;
            foreach (var threads in new[] { 1, 2 })
            {
                if (arguments.Contains("1t") && threads != 1) continue;
                if (arguments.Contains("2t") && threads != 2) continue;
                Row(shape, threads);
            }
        }
    }

    private static void Row(LearningShape shape, int threads)
    {
        using var workspace = new Workspace(threads);
        using var model = new LearningModel(shape, workspace);
        for (var i = 0; i < 3; i++) model.TrainingStep();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        model.TrainingStep();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        var held = workspace.HeldBytes;
        var training = Seconds(model.TrainingStep, threads);
        var inference = Seconds(model.Inference, threads);
        Console.WriteLine(
            $"| {shape.Name} {shape.Batch} | {threads} | {Rate(shape, training)} | {Rate(shape, inference)} | {allocated / 1024.0:F1} KB | {held >> 20} MB |");
    }

    private static double Seconds(Action body, int threads) => threads == 1 ? Measure.OneThread(body, 5) : Measure.Shared(body, threads, 5, 30);

    private static string Rate(LearningShape shape, double seconds) => $"{shape.Batch / Math.Abs(seconds):F1}{(seconds < 0 ? "*" : "")}";
}
