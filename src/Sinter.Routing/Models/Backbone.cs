using System.Text.Json.Nodes;
using Sinter.Checkpoints;
using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>A vision transformer without its classifier: what base and experts have in common. Read from a Hugging Face folder of a ViT or of CLIP (its vision tower).</summary>
internal sealed class Backbone
{
    private const string Known = "ViTForImageClassification, ViTModel, CLIPModel, CLIPVisionModel or CLIPVisionModelWithProjection";

    private Backbone(string configuration, VisionTransformer network, bool normalizes) => (Configuration, Network, NormalizesFeatures) = (configuration, network, normalizes);

    /// <summary>The text of config.json.</summary>
    public string Configuration { get; }

    public VisionTransformer Network { get; }

    /// <summary>Heads of CLIP compare directions: they read features of unit length.</summary>
    public bool NormalizesFeatures { get; }

    /// <summary>What the network is made of, whatever its classes: models that agree in it can be merged.</summary>
    public string Signature => $"{Network.Architecture}, {Network.BlockCount} blocks of width {Network.Width}, {Network.TokenCount} tokens, images of {Network.ImageSize} x {Network.ImageSize}";

    public static Backbone Read(string folder) => Parse(NetworkFiles.ReadText(Path.Combine(folder, "config.json")), Path.Combine(folder, "config.json"));

    public static Backbone Parse(string text, string place)
    {
        var configuration = NetworkConfiguration.Parse(text, place);
        return configuration.Architecture switch
        {
            "ViTForImageClassification" => new Backbone(text, VisionTransformer.FromVit(configuration, "vit.", classifies: false), false),
            "ViTModel" or "vit" => new Backbone(text, VisionTransformer.FromVit(configuration, "", classifies: false), false),
            "CLIPModel" or "clip" or "CLIPVisionModelWithProjection" => new Backbone(text, VisionTransformer.FromClip(configuration, projects: true), true),
            "CLIPVisionModel" or "clip_vision_model" => new Backbone(text, VisionTransformer.FromClip(configuration, projects: false), false),
            var other => throw new RoutingException(RoutingError.ArchitectureMismatch, $"{place}: models of the architecture '{other}' cannot be routed; expected {Known}."),
        };
    }

    /// <summary>Reads the weights; what else the checkpoint holds (a classifier, a text tower) is passed over.</summary>
    public Weights Load(Checkpoint checkpoint) => WeightLoader.Load(checkpoint, Network.Layout, static _ => true);

    /// <summary>Class names of id2label in the order of their numbers; empty without any.</summary>
    public static string[] Classes(string configuration)
    {
        if (JsonNode.Parse(configuration)?["id2label"] is not JsonObject labels) return [];
        return [.. labels.OrderBy(static label => int.TryParse(label.Key, out var number) ? number : int.MaxValue).Select(static label => label.Value?.ToString() ?? label.Key)];
    }
}
