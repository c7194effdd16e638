using Sinter.Checkpoints;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>
/// A routed model on disk, one folder: <c>routed.json</c>, <c>base/</c> (a Hugging Face folder), <c>vectors/NAME.safetensors</c> (whole, or the factors <c>NAME.left</c> and <c>NAME.right</c>),
/// <c>heads/NAME.safetensors</c>, <c>joint_head.safetensors</c> and <c>router.safetensors</c>.
/// </summary>
public static class RoutedModelFiles
{
    /// <summary>Writes the model; an existing one is replaced when the new one is complete.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Where.</param>
    /// <param name="options">The options of its fit, for the record.</param>
    /// <param name="report">What the fit reported.</param>
    /// <exception cref="CheckpointException">The folder cannot be written.</exception>
    public static void Save(RoutedModel model, string folder, FitOptions? options = null, FitReport? report = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        foreach (var part in (string[])["base", "vectors", "heads"]) Directory.CreateDirectory(Path.Combine(folder, part));
        var manifest = Path.Combine(folder, RoutedManifest.FileName);
        // Without it the folder is not a routed model: it goes first and comes last.
        File.Delete(manifest);
        File.WriteAllText(Path.Combine(folder, "base", "config.json"), model.Backbone.Configuration);
        model.Preprocessor.Save(Path.Combine(folder, "base"));
        model.Base.Save(Path.Combine(folder, "base", "model.safetensors"));
        for (var k = 0; k < model.Heads.Count; k++)
        {
            model.Heads[k].Weights.Save(FileOf(folder, "heads", model.Heads[k].Name));
            TaskVectorFiles.Save(model.Vectors, k, FileOf(folder, "vectors", model.Heads[k].Name));
        }

        model.Joint.Weights.Save(Path.Combine(folder, "joint_head.safetensors"));
        SaveRouter(model, Path.Combine(folder, "router.safetensors"));
        var text = new RoutedManifest
        {
            Format = RoutedManifest.KnownFormat,
            Experts = [.. model.Heads.Select(static head => new RoutedManifest.Expert(head.Name, head.Classes))],
            Router = model.Router.Options,
            Evidence = model.Evidence,
            LowRank = model.IsTruncated,
            Fit = options,
            Report = report,
        }.ToJson();
        File.WriteAllText(manifest + ".partial", text);
        File.Move(manifest + ".partial", manifest, overwrite: true);
    }

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="RoutingException">The folder is not a routed model, or a damaged one.</exception>
    /// <exception cref="CheckpointException">A file cannot be read.</exception>
    public static RoutedModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var manifest = RoutedManifest.Read(folder);
        var backbone = Backbone.Read(Path.Combine(folder, "base"));
        using var start = LoadBase(backbone, Path.Combine(folder, "base"));
        var vectors = new TaskVectors(start, [.. Enumerable.Repeat(start, manifest.Experts.Count)]);
        var heads = new List<ClassHead>();
        for (var k = 0; k < manifest.Experts.Count; k++)
        {
            var expert = manifest.Experts[k];
            using (var checkpoint = Checkpoint.Open(FileOf(folder, "heads", expert.Name))) heads.Add(ClassHead.Load(checkpoint, expert.Name, expert.Classes, backbone.Network.FeatureWidth));
            using var vector = Checkpoint.Open(FileOf(folder, "vectors", expert.Name));
            TaskVectorFiles.Load(vector, vectors, k);
        }

        var preprocessor = ImagePreprocessor.Load(Path.Combine(folder, "base"), backbone.Network.ImageSize, backbone.Network.Channels);
        var model = new RoutedModel(backbone, vectors, heads, manifest.Router, manifest.Evidence, preprocessor, seed: 0);
        if (manifest.LowRank) TaskVectorFiles.AdoptFactors(vectors, [.. manifest.Experts.Select(expert => FileOf(folder, "vectors", expert.Name))]);
        model.IsTruncated = manifest.LowRank;
        Fill(Path.Combine(folder, "joint_head.safetensors"), model.Joint.Weights);
        LoadRouter(Path.Combine(folder, "router.safetensors"), model);
        return model;
    }

    private static string FileOf(string folder, string kind, string name) => Path.Combine(folder, kind, name + ".safetensors");

    private static Weights LoadBase(Backbone backbone, string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        return backbone.Load(checkpoint);
    }

    private static void SaveRouter(RoutedModel model, string path)
    {
        var statistics = model.Statistics;
        (string Name, float[] Values)[] extras = statistics is null
            ? []
            : [("statistics.mean", statistics.Mean), ("statistics.deviation", statistics.Deviation), ("statistics.centroids", statistics.Centroids), ("statistics.task_means", statistics.TaskMeans)];
        var layout = new LayoutBuilder();
        foreach (var (name, values) in extras) layout.Add(name, WeightStart.Zero, values.Length);
        using var weights = new Weights(layout.Build());
        foreach (var (name, values) in extras) values.CopyTo(weights[name]);
        WeightWriter.Write(path, [("", model.Router.Weights), ("", weights)], new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static void LoadRouter(string path, RoutedModel model)
    {
        Fill(path, model.Router.Weights);
        using var checkpoint = Checkpoint.Open(path);
        if (!checkpoint.TryGet("statistics.mean", out _)) return;
        float[] All(string name) => checkpoint.TryGet(name, out var info) ? Read(checkpoint, name, (int)info.Shape.Count) : throw Damaged(checkpoint, name);
        model.Statistics = new RoutingStatistics(All("statistics.mean"), All("statistics.deviation"), All("statistics.centroids"), All("statistics.task_means"));
    }

    private static void Fill(string path, Weights weights)
    {
        using var checkpoint = Checkpoint.Open(path);
        foreach (var part in weights.Layout.Parts) Read(checkpoint, part.Name, (int)part.Count).CopyTo(weights[part]);
    }

    internal static float[] Read(Checkpoint checkpoint, string name, int count)
    {
        if (!checkpoint.TryGet(name, out var info) || info.Shape.Count != count || !info.Type.IsFloat()) throw Damaged(checkpoint, name);
        var bytes = new byte[info.ByteLength];
        checkpoint.Read(info, 0, bytes);
        var values = new float[count];
        ElementConversion.ToSingle(info.Type, bytes, values);
        return values;
    }

    private static RoutingException Damaged(Checkpoint checkpoint, string name) =>
        new(RoutingError.NotARoutedModel, $"{checkpoint.Path}: the tensor '{name}' is missing or does not fit routed.json: the routed model is damaged; fit it again.");
}
