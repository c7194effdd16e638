using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class LoraCheckpointTests
{
    [Theory]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 8}""", 4)]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 8, "use_rslora": true}""", 5.656854249)]
    [InlineData("""{"peft_type": "LORA", "r": 16, "lora_alpha": 8, "rank_pattern": {"q": 2}}""", 4)]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 8, "alpha_pattern": {"layers.1.q": 100, "layers\\.[0-9]\\.q": 6, "q": 50}}""", 3)]
    [InlineData("""{"peft_type": "LORA", "r": 2, "lora_alpha": 8, "fan_in_fan_out": true}""", 4)]
    public void An_adapted_weight_is_the_base_plus_scaled_product(string configuration, double scale)
    {
        const int Outputs = 5, Inputs = 7;
        using var adapter = new AdapterFolder().Pair("layers.0.q", Outputs, 2, Inputs).Write(configuration);
        using var model = LoraCheckpoint.Apply(Base(("layers.0.q.weight", [Outputs, Inputs])), adapter.Path);
        var delta = adapter.TaskVector("layers.0.q", Outputs, 2, Inputs, scale);
        ShouldBe(Bytes.ReadFloats(model, "layers.0.q.weight"), (i) => i + delta[i / Inputs, i % Inputs]);
        model.Tensors.ShouldHaveSingleItem().Type.ShouldBe(ElementType.F32);
        model.Files.ShouldContain(Path.Combine(adapter.Path, "adapter_config.json"));
    }

    [Fact]
    public void A_base_that_stores_inputs_first_gets_the_transpose()
    {
        using var adapter = new AdapterFolder().Pair("h.c_attn", 5, 2, 7).Write("""{"peft_type": "LORA", "r": 2, "lora_alpha": 8, "fan_in_fan_out": true}""");
        using var model = LoraCheckpoint.Apply(Base(("h.c_attn.weight", [7, 5])), adapter.Path);
        var delta = adapter.TaskVector("h.c_attn", 5, 2, 7, 4);
        ShouldBe(Bytes.ReadFloats(model, "h.c_attn.weight"), i => i + delta[i % 5, i / 5]);
    }

    [Fact]
    public void An_embedding_gets_the_transpose_and_its_tied_name_changes_with_it()
    {
        using var adapter = new AdapterFolder().Add("base_model.model.embed.lora_embedding_A", 2, 9).Add("base_model.model.embed.lora_embedding_B", 4, 2).Write();
        using var folder = new TemporaryFolder();
        var table = new TensorInfo("embed.weight", ElementType.F32, new TensorShape(9, 4));
        SafetensorsWriter.Create(folder["model.safetensors"], [table], new Dictionary<string, string> { ["head.weight"] = "embed.weight" }).Dispose();
        using var model = LoraCheckpoint.Apply(Checkpoint.Open(folder.Path), adapter.Path);
        var a = adapter.Values("base_model.model.embed.lora_embedding_A");
        var b = adapter.Values("base_model.model.embed.lora_embedding_B");
        ShouldBe(Bytes.ReadFloats(model, "embed.weight"), i => 4.0 * (b[i % 4 * 2] * a[i / 4] + b[i % 4 * 2 + 1] * a[9 + i / 4]));
        Bytes.ReadFloats(model, "head.weight").ShouldBe(Bytes.ReadFloats(model, "embed.weight"));
        model.Aliases.ShouldBe([new("head.weight", "embed.weight")]);
    }

    [Fact]
    public void A_convolution_is_adapted_over_its_flattened_window()
    {
        using var adapter = new AdapterFolder().Add("base_model.model.conv.lora_A.weight", 2, 3, 2, 2).Add("base_model.model.conv.lora_B.weight", 4, 2, 1, 1).Write();
        using var model = LoraCheckpoint.Apply(Base(("conv.weight", [4, 3, 2, 2])), adapter.Path);
        var delta = adapter.TaskVector("conv", 4, 2, 12, 4);
        ShouldBe(Bytes.ReadFloats(model, "conv.weight"), i => i + delta[i / 12, i % 12]);
    }

    [Fact]
    public void Saved_modules_replace_or_join_the_base_and_the_rest_is_the_bases()
    {
        using var adapter = new AdapterFolder().Pair("q", 3, 2, 3).Add("base_model.model.classifier.weight", 2, 3).Add("base_model.model.norm.modules_to_save.default.weight", 3).Write();
        using var model = LoraCheckpoint.Apply(Base(("q.weight", [3, 3]), ("classifier.weight", [5, 3]), ("other", [2])), adapter.Path);
        model.Tensors.Select(static tensor => tensor.Name).ShouldBe(["classifier.weight", "norm.weight", "other", "q.weight"]);
        Bytes.ReadFloats(model, "classifier.weight").ShouldBe(adapter.Values("base_model.model.classifier.weight"));
        Bytes.ReadFloats(model, "norm.weight").ShouldBe(adapter.Values("base_model.model.norm.modules_to_save.default.weight"));
        Bytes.ReadFloats(model, "other").ShouldBe([0f, 1f]);
    }

    [Theory]
    [InlineData("model.layers.0.q.weight", "layers.0.q")]
    [InlineData("layers.0.q.weight", "model.layers.0.q")]
    public void The_backbones_name_in_front_may_be_missing_on_either_side(string weight, string module)
    {
        using var adapter = new AdapterFolder().Pair(module, 2, 2, 2).Write();
        using var model = LoraCheckpoint.Apply(Base((weight, [2, 2])), adapter.Path);
        model.Tensors.ShouldHaveSingleItem().Type.ShouldBe(ElementType.F32);
    }

    [Fact]
    public void The_values_do_not_depend_on_how_they_are_read()
    {
        const int Outputs = 17, Inputs = 2111;
        using var adapter = new AdapterFolder().Pair("q", Outputs, 3, Inputs).Write("""{"r": 3, "lora_alpha": 2}""");
        using var model = LoraCheckpoint.Apply(Base(("q.weight", [Outputs, Inputs])), adapter.Path);
        var whole = Bytes.ReadAll(model, "q.weight");
        foreach (var (start, length) in new[] { (0, 4), (4 * Inputs - 8, 16), (1, 3), (3, 10), (2, 4 * Inputs), (4 * 1000, 4 * 1025), (whole.Length - 5, 5), (7, 0) })
        {
            var part = new byte[length];
            model.Read(model.Tensors[0], start, part);
            part.ShouldBe(whole[start..(start + length)]);
        }
    }

    [Fact]
    public void Reading_in_steady_state_allocates_nothing()
    {
        using var adapter = new AdapterFolder().Pair("q", 64, 2, 64).Write();
        using var model = LoraCheckpoint.Apply(Base(("q.weight", [64, 64])), adapter.Path);
        var buffer = new byte[4096];
        model.Read(model.Tensors[0], 0, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 4; i++) model.Read(model.Tensors[0], i * 4096, buffer);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"peft_type": "LORA", "r": 2, "use_dora": true}""", "DoRA")]
    [InlineData("""{"peft_type": "IA3"}""", "IA3")]
    [InlineData("""{"r": 3}""", "rank 2")]
    [InlineData("""{"r": 0}""", "r = 0")]
    [InlineData("""{"r": "2"}""", "'r'")]
    [InlineData("""{"r": 2, "lora_alpha": "x"}""", "'lora_alpha'")]
    [InlineData("""{"r": 2, "init_lora_weights": "pissa_niter_4"}""", "pissa")]
    [InlineData("""{"r": 2, "layer_replication": [[0, 4]]}""", "layer_replication")]
    [InlineData("""{"r": 2, "lora_bias": true}""", "lora_bias")]
    [InlineData("""{"r": 2, "rank_pattern": {"(": 2}}""", "'('")]
    [InlineData("""{"r": 2, "rank_pattern": {"q": 0}}""", "rank_pattern")]
    [InlineData("""{"r": 2""", "JSON")]
    [InlineData("""[]""", "object")]
    public void A_configuration_that_is_wrong_or_asks_for_more_is_refused(string configuration, string part)
    {
        using var adapter = new AdapterFolder().Pair("q", 3, 2, 3).Write(configuration);
        Refusal(adapter, ("q.weight", [3, 3])).ShouldContain(part);
    }

    [Fact]
    public void An_adapter_of_another_model_is_refused_with_both_names()
    {
        using var unknown = new AdapterFolder().Pair("layers.0.q", 3, 2, 3).Write();
        var message = Refusal(unknown, ("layers.1.q.weight", [3, 3]));
        message.ShouldContain(unknown.Path);
        message.ShouldContain("some-base");
        message.ShouldContain("'layers.0.q'");
        Refusal(unknown, ("layers.0.q.weight", [4, 3])).ShouldContain("[4, 3]");
    }

    [Fact]
    public void Factors_that_do_not_belong_together_are_refused()
    {
        using var lonely = new AdapterFolder().Add("base_model.model.q.lora_A.weight", 2, 3).Write();
        Refusal(lonely, ("q.weight", [3, 3])).ShouldContain("lora_B");
        using var unequal = new AdapterFolder().Add("base_model.model.q.lora_A.weight", 2, 3).Add("base_model.model.q.lora_B.weight", 3, 4).Write();
        Refusal(unequal, ("q.weight", [3, 3])).ShouldContain("do not fit each other");
        using var none = new AdapterFolder().Add("base_model.model.q.weight", 2, 3).Write();
        Refusal(none, ("q.weight", [3, 3])).ShouldContain("no lora_A");
        using var magnitude = new AdapterFolder().Pair("q", 3, 2, 3).Add("base_model.model.q.lora_magnitude_vector", 3).Write();
        Refusal(magnitude, ("q.weight", [3, 3])).ShouldContain("lora_magnitude_vector");
    }

    [Fact]
    public void A_folder_without_configuration_is_no_adapter()
    {
        using var folder = new TemporaryFolder();
        FolderTests.Write(folder["adapter_model.safetensors"], []);
        using var model = Base(("q.weight", [1, 1]));
        Should.Throw<CheckpointException>(() => LoraCheckpoint.Apply(model, folder.Path)).Kind.ShouldBe(CheckpointError.InvalidAdapter);
        Should.Throw<CheckpointException>(() => LoraCheckpoint.Apply(model, folder["gone.safetensors"])).Kind.ShouldBe(CheckpointError.NotFound);
    }

    private static string Refusal(AdapterFolder adapter, params (string Name, long[] Shape)[] tensors)
    {
        using var model = Base(tensors);
        var exception = Should.Throw<CheckpointException>(() => LoraCheckpoint.Apply(model, adapter.Path));
        exception.Kind.ShouldBe(CheckpointError.InvalidAdapter);
        exception.Message.ShouldNotContain("\n");
        return exception.Message;
    }

    private static MemoryCheckpoint Base(params (string Name, long[] Shape)[] tensors)
    {
        var model = new MemoryCheckpoint("some-base");
        foreach (var (name, shape) in tensors) model.Add(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, static (a, b) => a * b)).Select(static i => (float)i)]);
        return model;
    }

    private static void ShouldBe(float[] actual, Func<int, double> expected)
    {
        for (var i = 0; i < actual.Length; i++) ((double)actual[i]).ShouldBe(expected(i), 1e-5 * (1 + Math.Abs(expected(i))));
    }
}
