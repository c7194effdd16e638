using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Learning;

/// <summary>A batch in which every sample has its own mixture of K task vectors, against one model.</summary>
public sealed class RoutedBenchmark : IBenchmark
{
    private const int Tasks = 8;
    private const int Rank = 16;

    public string Name => "routed";

    public string Summary => "routed weights (8 experts, full rank and rank 16) against a single model [1t|2t]";

    public void Run(string[] arguments)
    {
        var shape = LearningShape.All[0];
        Console.WriteLine($"{shape.Name}, batch {shape.Batch}, K = {Tasks}; ms, and times that of the single model (training: coefficients only, against a full training step)");
        Console.WriteLine("| threads | weights | computed by | inference ms | × | training ms | × |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var threads in new[] { 1, 2 })
        {
            if (arguments.Contains("1t") && threads != 1) continue;
            if (arguments.Contains("2t") && threads != 2) continue;
            using var workspace = new Workspace(threads);
            using var model = new LearningModel(shape, workspace);
            using var vectors = Vectors(model);
            var single = (Inference: Seconds(model.Inference, threads), Training: Seconds(model.TrainingStep, threads));
            Row(threads, "single model", "", single, single);
            foreach (var strategy in new[] { RoutingStrategy.Automatic, RoutingStrategy.Merge, RoutingStrategy.Sum })
                Row(threads, "full rank", strategy.ToString(), Times(model, vectors, strategy, threads), single);
            vectors.Truncate(Rank);
            foreach (var strategy in new[] { RoutingStrategy.Automatic, RoutingStrategy.Factors })
                Row(threads, $"rank {Rank}", strategy.ToString(), Times(model, vectors, strategy, threads), single);
        }
    }

    private static (double Inference, double Training) Times(LearningModel model, TaskVectors vectors, RoutingStrategy strategy, int threads)
    {
        var coefficients = new float[model.Shape.Batch * Tasks];
        new Philox(2, "coefficients").FillUniform(0, coefficients);
        var shape = new TensorShape(model.Shape.Batch, Tasks);

        void Infer()
        {
            using var pass = model.Workspace.BeginInference();
            model.Network.Forward(new RoutedSource(vectors, pass.Input(shape, coefficients), null, strategy), model.Pixels(pass), pass);
        }

        void Train()
        {
            using var pass = model.Workspace.BeginTraining();
            pass.Backward(model.Loss(new RoutedSource(vectors, pass.Input(shape, coefficients, needsGradient: true), null, strategy), pass));
        }

        return (Seconds(Infer, threads), Seconds(Train, threads));
    }

    private static TaskVectors Vectors(LearningModel model)
    {
        Weights[] experts = [.. Enumerable.Range(0, Tasks).Select(k => model.Network.Initialize(10 + k))];
        var vectors = new TaskVectors(model.Weights, experts);
        foreach (var expert in experts) expert.Dispose();
        return vectors;
    }

    private static double Seconds(Action body, int threads) => threads == 1 ? Measure.OneThread(body, 3) : Measure.Shared(body, threads, 5, 20);

    private static void Row(int threads, string weights, string strategy, (double Inference, double Training) time, (double Inference, double Training) single) => Console.WriteLine(
        $"| {threads} | {weights} | {strategy} | {1e3 * Math.Abs(time.Inference):F1}{(time.Inference < 0 ? "*" : "")} | {Math.Abs(time.Inference / single.Inference):F2} "
        + $"| {1e3 * Math.Abs(time.Training):F1}{(time.Training < 0 ? "*" : "")} | {Math.Abs(time.Training / single.Training):F2} |");
}
