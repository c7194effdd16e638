using System.Runtime.InteropServices;
using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Planning;

/// <summary>Recipes that put a LoRA adapter on a model.</summary>
public sealed class AdapterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AdapterTests()
    {
        Write("base", "model.safetensors", ("layers.0.q.weight", [2, 3], [1, 2, 3, 4, 5, 6]), ("norm.weight", [2], [7, 8]));
        Write("adapter", "adapter_model.safetensors", ("base_model.model.layers.0.q.lora_A.weight", [1, 3], [1, 0, 2]), ("base_model.model.layers.0.q.lora_B.weight", [2, 1], [10, 20]));
        File.WriteAllText(_folder["adapter", "adapter_config.json"], """{"peft_type": "LORA", "r": 1, "lora_alpha": 2}""");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("- model: base+adapter")]
    [InlineData("- model: {model: {path: base}, lora: adapter}")]
    public void A_model_with_an_adapter_merges_as_if_the_adapter_were_merged_into_it(string model)
    {
        var recipe = RecipeReader.Parse(
            $"""
             merge_method: task_arithmetic
             base_model: base
             dtype: float32
             models:
               {model}
                 parameters: {"{"}weight: 0.5{"}"}
             """,
            _folder.Path);
        using var plan = MergePlanner.Plan(recipe);
        var merged = Merger.RunInMemory(plan);
        MemoryMarshal.Cast<byte, float>(merged["layers.0.q.weight"]).ToArray().ShouldBe([11, 2, 23, 24, 5, 46]);
        MemoryMarshal.Cast<byte, float>(merged["norm.weight"]).ToArray().ShouldBe([7, 8]);
    }

    [Fact]
    public void An_adapter_of_another_model_is_refused()
    {
        Write("other", "model.safetensors", ("layers.0.k.weight", [2, 3], new float[6]));
        var recipe = RecipeReader.Parse("{merge_method: linear, models: [{model: other+adapter, parameters: {weight: 1}}]}", _folder.Path);
        Should.Throw<CheckpointException>(() => MergePlanner.Plan(recipe)).Kind.ShouldBe(CheckpointError.InvalidAdapter);
    }

    private void Write(string folder, string file, params (string Name, long[] Shape, float[] Values)[] tensors)
    {
        Directory.CreateDirectory(_folder[folder]);
        var infos = tensors.Select(static tensor => new TensorInfo(tensor.Name, ElementType.F32, new TensorShape(tensor.Shape))).ToArray();
        using var writer = SafetensorsWriter.Create(_folder[folder, file], infos);
        for (var i = 0; i < infos.Length; i++) writer.Write(infos[i], 0, MemoryMarshal.AsBytes<float>(tensors[i].Values));
    }
}
