using System.Text.Json;
using Sinter.Checkpoints;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Planning;

/// <summary>What a merge changes in config.json.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Slices_change_the_layer_count_and_what_is_listed_by_layer()
    {
        var editor = Open("""{"num_hidden_layers": 3, "layer_types": ["full", "sliding", "full"], "num_layers": 7}""");

        editor.SetLayers(Change("model.layers.", 3, 0, 1, 1, 2)).ShouldBeTrue();

        editor.Edits.ShouldBe([new("layer_types", """["full","sliding","sliding","full"]"""), new("num_hidden_layers", "4")]);
    }

    [Fact]
    public void Layers_taken_as_they_are_change_nothing() => Unchanged(Change("model.layers.", 3, 0, 1, 2));

    [Theory]
    [InlineData("decoder.layers.", "decoder_layers")]
    [InlineData("encoder.layers.", "encoder_layers")]
    public void Of_two_towers_the_one_that_was_sliced_is_meant(string stack, string key)
    {
        var editor = Open("""{"encoder_layers": 3, "decoder_layers": 3}""");

        editor.SetLayers(Change(stack, 3, 0, 1)).ShouldBeTrue();

        editor.Edits.ShouldBe([new(key, "2")]);
    }

    [Fact]
    public void Nested_configurations_are_reached()
    {
        var editor = Open("""{"dtype": "float32", "text_config": {"num_hidden_layers": 3, "vocab_size": 8}, "vision_config": {"num_hidden_layers": 3}}""");

        editor.SetLayers(Change("model.language_model.layers.", 3, 0)).ShouldBeTrue();
        editor.SetVocabulary(8, 6);
        editor.SetType("bfloat16");

        var text = ConfigurationEditor.Apply(File.ReadAllText(_folder["config.json"]), editor.Edits);
        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("text_config").GetProperty("num_hidden_layers").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("vision_config").GetProperty("num_hidden_layers").GetInt32().ShouldBe(3);
        json.RootElement.GetProperty("text_config").GetProperty("vocab_size").GetInt32().ShouldBe(6);
        json.RootElement.GetProperty("dtype").GetString().ShouldBe("bfloat16");
    }

    [Fact]
    public void A_configuration_without_a_layer_count_is_told()
    {
        Open("{}").SetLayers(Change("model.layers.", 3, 0)).ShouldBeFalse();
        Open("not json").SetLayers(Change("model.layers.", 3, 0)).ShouldBeFalse();
        ConfigurationEditor.Open(null).SetLayers(Change("model.layers.", 3, 0)).ShouldBeFalse();
    }

    [Fact]
    public void A_merged_folder_has_the_changed_configuration()
    {
        File.WriteAllText(_folder["config.json"], """{"num_hidden_layers": 4, "torch_dtype": "float32"}""");
        SafetensorsWriterOf("model.safetensors");
        var model = new ModelReference(_folder["model.safetensors"]);
        var recipe = new Recipe
        {
            Method = "passthrough",
            Slices = [new RecipeSlice { Sources = [new RecipeModel(model) { FirstLayer = 0, EndLayer = 2 }] }],
            OutType = "float16",
        };

        using (var plan = MergePlanner.Plan(recipe)) Merger.Run(plan, new MergeOptions(_folder["out"]));

        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out", "config.json"]));
        json.RootElement.GetProperty("num_hidden_layers").GetInt32().ShouldBe(2);
        json.RootElement.GetProperty("torch_dtype").GetString().ShouldBe("float16");
    }

    private void SafetensorsWriterOf(string file)
    {
        using var plan = MergePlanner.Plan(Models.Recipe("passthrough", null, Models.Llama("a")));
        Merger.Run(plan, new MergeOptions(_folder["made"]));
        File.Move(_folder["made", "model.safetensors"], _folder[file]);
    }

    private void Unchanged(LayerChange change)
    {
        var editor = Open("""{"num_hidden_layers": 3}""");
        editor.SetLayers(change).ShouldBeTrue();
        editor.Edits.ShouldBeEmpty();
    }

    private ConfigurationEditor Open(string json)
    {
        File.WriteAllText(_folder["config.json"], json);
        return ConfigurationEditor.Open(_folder.Path);
    }

    private static LayerChange Change(string stack, int before, params int[] origins) => new(new MemoryCheckpoint(), stack, before, origins);
}
