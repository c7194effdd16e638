using System.Text.Json.Nodes;
using Sinter.Learning;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Routing.Tests;

/// <summary>A tiny base and two experts that were really fine-tuned on <see cref="SyntheticImages"/>, as folders. Made once for a class of tests.</summary>
public sealed class TrainedExperts : IDisposable
{
    private const int Steps = 60;
    private const int Batch = 24;
    private readonly TemporaryFolder _folder = new();

    public TrainedExperts()
    {
        using var workspace = new Workspace(2);
        var network = (VisionTransformer)Network.FromConfigText(Numbers.Vit);
        using var start = network.Initialize(3);
        Write("base", start);
        for (var t = 0; t < SyntheticImages.Tasks; t++)
        {
            using var expert = start.Clone();
            Train(network, expert, t, workspace);
            Write($"expert-{t}", expert);
        }
    }

    public string Base => _folder["base"];

    public IReadOnlyList<(string Name, string Path)> Experts => [("first", _folder["expert-0"]), ("second", _folder["expert-1"])];

    public string this[string name] => _folder[name];

    internal RoutedModel CreateModel(FitOptions options) => ExpertSet.CreateModel(Base, Experts, options);

    /// <summary>Quick options for tests.</summary>
    internal static FitOptions Options => new()
    {
        ImagesPerTask = 8,
        Steps = 12,
        StartSteps = 60,
        StartRate = 5e-3,
        CheckEvery = 5,
        Clusters = 4,
        Head = new HeadOptions { DistillSteps = 80, Steps = 20, Rate = 1e-2 },
    };

    /// <summary>The share of images whose class is right under the head of their task.</summary>
    internal static double Accuracy(RoutedModel model, InferenceOptions? options = null, bool taskIsKnown = true)
    {
        var set = new SyntheticImages(60, 77);
        using var workspace = new Workspace(2);
        using var inference = new RoutedInference(model, options ?? new InferenceOptions(), workspace);
        using var pass = workspace.BeginInference();
        var output = inference.Run(pass, model.Read(pass, set, [.. Enumerable.Range(0, set.Count)]));
        return Enumerable.Range(0, set.Count).Average(i => output.Predict(i, taskIsKnown ? SyntheticImages.Task(i) : null) is var p && p.Task == SyntheticImages.Task(i) && p.Class == SyntheticImages.Label(i) ? 1.0 : 0);
    }

    internal void Write(string name, Weights weights, Func<JsonObject, JsonObject>? change = null)
    {
        Directory.CreateDirectory(_folder[name]);
        var configuration = (JsonObject)JsonNode.Parse(Numbers.Vit)!;
        File.WriteAllText(_folder[name, "config.json"], (change?.Invoke(configuration) ?? configuration).ToJsonString());
        weights.Save(_folder[name, "model.safetensors"]);
    }

    public void Dispose() => _folder.Dispose();

    private static void Train(VisionTransformer network, Weights weights, int task, Workspace workspace)
    {
        using var trainable = new Trainable(weights);
        using var optimizer = new AdamW(workspace, trainable);
        var trainer = new Trainer(workspace, optimizer, Schedule.Constant(3e-3));
        var set = new SyntheticImages(600, 5);
        for (var step = 0; step < Steps; step++)
        {
            int[] samples = [.. Enumerable.Range(0, Batch).Select(i => ((step * Batch + i) % 300 * SyntheticImages.Tasks) + task)];
            var pixels = new float[Batch * RoutingScene.PixelCount];
            for (var i = 0; i < Batch; i++) set.Read(samples[i], pixels.AsSpan(i * RoutingScene.PixelCount, RoutingScene.PixelCount));
            trainer.Step(pass => pass.CrossEntropy(network.Forward(new TrainableSource(trainable), pass.Input(new TensorShape(Batch, 3, 8, 8), pixels), pass), [.. samples.Select(SyntheticImages.Label)]));
        }
    }
}
