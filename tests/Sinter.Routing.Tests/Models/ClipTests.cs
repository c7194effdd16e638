using Sinter.Learning;
using Sinter.Testing;

namespace Sinter.Routing.Tests;

public class ClipTests
{
    private const string Vision = """
        "hidden_size": 24, "image_size": 8, "patch_size": 4, "num_channels": 3, "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 40, "hidden_act": "quick_gelu"
        """;

    private const string Text = """
        "hidden_size": 16, "vocab_size": 20, "max_position_embeddings": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 20
        """;

    [Theory]
    [InlineData("CLIPVisionModel", "", 24)]
    [InlineData("CLIPVisionModelWithProjection", ", \"projection_dim\": 20", 20)]
    [InlineData("CLIPModel", ", \"projection_dim\": 20", 20)]
    public void Vision_towers_of_clip_are_routed_with_heads_beside_them(string architecture, string more, int width)
    {
        var configuration = architecture == "CLIPModel"
            ? $$"""{ "architectures": ["{{architecture}}"], "vision_config": { {{Vision}} }, "text_config": { {{Text}} }{{more}} }"""
            : $$"""{ "architectures": ["{{architecture}}"], {{Vision}}{{more}} }""";
        using var folder = new TemporaryFolder();
        var network = Network.FromConfigText(configuration);
        using var start = Numbers.Weights(network.Layout, 1);
        Write(folder["base"], configuration, start);
        foreach (var (name, seed) in new[] { ("first", 100), ("second", 200) })
        {
            using var expert = Numbers.Expert(start, seed);
            Write(folder[name], configuration, expert);
            using var head = new ClassHead(name, ["a", "b", "c"], width);
            Numbers.Random(seed, head.Weights.Values.Length).CopyTo(head.Weights.Values);
            head.Weights.Save(folder[name, "head.safetensors"]);
        }

        var options = TrainedExperts.Options with { Steps = 2, StartSteps = 5 };
        using var model = ExpertSet.CreateModel(folder["base"], [("first", folder["first"]), ("second", folder["second"])], options);
        using var workspace = new Workspace(2);
        RoutedFit.Run(model, new SyntheticImages(40, 3), options, workspace);
        RoutedModelFiles.Save(model, folder["routed"]);
        using var loaded = RoutedModelFiles.Load(folder["routed"]);
        var features = Features(model, workspace);
        features.Length.ShouldBe(8 * width);
        Features(loaded, workspace).ShouldBe(features);
        if (width == 20) foreach (var row in features.Chunk(width)) row.Sum(static x => x * x).ShouldBe(1, 1e-4f);
    }

    [Fact]
    public void Other_architectures_are_refused() =>
        Should.Throw<RoutingException>(() => Backbone.Parse("""{ "architectures": ["LlamaForCausalLM"] }""", "config.json")).Message.ShouldContain("LlamaForCausalLM");

    private static float[] Features(RoutedModel model, Workspace workspace)
    {
        using var inference = new RoutedInference(model, new InferenceOptions(), workspace);
        using var pass = workspace.BeginInference();
        return inference.Run(pass, model.Read(pass, new SyntheticImages(8, 4), [0, 1, 2, 3, 4, 5, 6, 7])).Features.ToArray();
    }

    private static void Write(string folder, string configuration, Weights weights)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), configuration);
        weights.Save(Path.Combine(folder, "model.safetensors"));
    }
}
