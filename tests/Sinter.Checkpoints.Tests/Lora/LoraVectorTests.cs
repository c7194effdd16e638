using System.Text.Json;

namespace Sinter.Checkpoints.Tests;

/// <summary>Real adapters that PEFT wrote.</summary>
[Trait("Category", "Golden")]
public sealed class LoraVectorTests
{
    public static TheoryData<string> Adapters()
    {
        if (!SharedData.Has("data", "formats", "lora_distilbert")) return [""];
        return [.. Directory.GetDirectories(SharedData.Require("data", "formats", "lora_distilbert")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void A_real_adapter_opens_as_its_configuration_says(string name)
    {
        var path = SharedData.Require("data", "formats", "lora_distilbert", name);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(path, "adapter_config.json")));
        using var adapter = LoraAdapter.Open(path);
        adapter.Configuration.Rank.ShouldBe(document.RootElement.GetProperty("r").GetInt32());
        adapter.Configuration.BaseModel.ShouldBe(document.RootElement.GetProperty("base_model_name_or_path").GetString());
        foreach (var pair in adapter.Pairs)
        {
            adapter.Configuration.TargetModules.ShouldContain(pair.Module.Split('.')[^1]);
            adapter.Configuration.ScaleOf(pair.Module).ShouldBe(document.RootElement.GetProperty("lora_alpha").GetDouble() / pair.Rank);
        }

        (adapter.Pairs.Count * 2 + adapter.SavedTensors.Count).ShouldBe(adapter.Weights.Tensors.Count);
        adapter.SavedTensors.Keys.ShouldAllBe(static tensor => tensor.Contains("classifier"));
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void A_real_adapter_changes_the_modules_it_names_and_no_other(string name)
    {
        var path = SharedData.Require("data", "formats", "lora_distilbert", name);
        using var adapter = LoraAdapter.Open(path);
        var baseModel = new MemoryCheckpoint("distilbert").Add("distilbert.embeddings.LayerNorm.bias", [2], [1f, 2f]);
        foreach (var pair in adapter.Pairs) baseModel.Add(pair.Parameter, [pair.Outputs, pair.Inputs], new float[pair.Outputs * pair.Inputs]);
        using var model = LoraCheckpoint.Apply(baseModel, path);
        Bytes.ReadFloats(model, "distilbert.embeddings.LayerNorm.bias").ShouldBe([1f, 2f]);
        model.Tensors.Count.ShouldBe(1 + adapter.Pairs.Count + adapter.SavedTensors.Count);
        foreach (var pair in adapter.Pairs.Take(2))
        {
            var (a, b) = (Bytes.ReadFloats(adapter.Weights, pair.A.Name), Bytes.ReadFloats(adapter.Weights, pair.B.Name));
            var merged = Bytes.ReadFloats(model, pair.Parameter);
            var (columns, scale) = ((int)pair.Inputs, adapter.Configuration.ScaleOf(pair.Module));
            for (var i = 0; i < merged.Length; i += 997)
            {
                var expected = 0.0;
                for (var r = 0; r < pair.Rank; r++) expected += scale * b[i / columns * pair.Rank + r] * a[r * columns + i % columns];
                ((double)merged[i]).ShouldBe(expected, 1e-7);
            }
        }
    }
}
