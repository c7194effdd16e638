using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Learning.Tests;

public class LoadingTests
{
    private static readonly Network Vit = Network.FromConfigText(Numbers.Vit);

    [Fact]
    public void Weights_load_by_name_whatever_their_type()
    {
        var checkpoint = new MemoryCheckpoint();
        foreach (var part in Vit.Layout.Parts)
        {
            var bytes = new byte[part.Count * 2];
            ElementConversion.FromSingle(ElementType.BF16, Enumerable.Repeat(0.5f, (int)part.Count).ToArray(), bytes);
            checkpoint.Add(new TensorInfo(part.Name, ElementType.BF16, part.Shape), bytes);
        }

        using var weights = Vit.Load(checkpoint);
        foreach (var part in Vit.Layout.Parts) weights[part].ToArray().ShouldAllBe(static x => x == 0.5f);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        var error = Should.Throw<NetworkException>(() => Vit.Load(Complete(without: "vit.layernorm.bias")));
        error.Kind.ShouldBe(NetworkError.MissingTensor);
        error.Message.ShouldContain("'vit.layernorm.bias'");
    }

    [Fact]
    public void An_extra_tensor_is_named()
    {
        var error = Should.Throw<NetworkException>(() => Vit.Load(Complete().Add("vit.encoder.layer.2.output.dense.bias", [1], [0])));
        error.Kind.ShouldBe(NetworkError.ExtraTensor);
        error.Message.ShouldContain("'vit.encoder.layer.2.output.dense.bias'");
    }

    [Fact]
    public void A_buffer_that_old_versions_saved_is_no_extra_tensor() => Vit.Load(Complete().Add("vit.embeddings.position_ids", [1], [0])).Dispose();

    [Fact]
    public void A_tensor_of_another_shape_is_named_with_both_shapes()
    {
        var error = Should.Throw<NetworkException>(() => Vit.Load(Complete(without: "classifier.bias").Add("classifier.bias", [4], [0, 0, 0, 0])));
        error.Kind.ShouldBe(NetworkError.ShapeMismatch);
        error.Message.ShouldContain("'classifier.bias' has shape [4]; the configuration asks for [3]");
    }

    [Fact]
    public void Weights_that_are_no_floats_are_refused()
    {
        var checkpoint = Complete(without: "classifier.bias").Add(new TensorInfo("classifier.bias", ElementType.I32, new TensorShape(3)), new byte[12]);
        Should.Throw<NetworkException>(() => Vit.Load(checkpoint)).Message.ShouldContain("I32");
    }

    [Fact]
    public void Tied_heads_may_be_stored_or_not()
    {
        var network = Network.FromConfigText(Numbers.Llama);
        network.Layout.TryGet("lm_head.weight", out _).ShouldBeFalse();
        var checkpoint = new MemoryCheckpoint();
        foreach (var part in network.Layout.Parts) checkpoint.Add(part.Name, part.Shape.Dimensions.AsSpan(), new float[part.Count]);
        network.Load(checkpoint).Dispose();
        checkpoint.Add("lm_head.weight", [17, 24], new float[17 * 24]);
        network.Load(checkpoint).Dispose();
    }

    [Fact]
    public void An_unknown_architecture_is_named_with_those_that_exist()
    {
        var error = Should.Throw<NetworkException>(() => Network.FromConfigText("""{ "architectures": ["MambaForCausalLM"] }"""));
        error.Kind.ShouldBe(NetworkError.UnknownArchitecture);
        error.Message.ShouldContain("MambaForCausalLM");
        error.Message.ShouldContain("LlamaForCausalLM");
    }

    [Theory]
    [InlineData("\"hidden_size\": 24,", "", "'hidden_size' is missing")]
    [InlineData("\"hidden_size\": 24", "\"hidden_size\": -1", "'hidden_size' is -1")]
    [InlineData("\"hidden_size\": 24", "\"hidden_size\": \"x\"", "'hidden_size' is \"x\"")]
    [InlineData("\"patch_size\": 4", "\"patch_size\": 3", "not a multiple of the patch size 3")]
    [InlineData("\"num_attention_heads\": 3", "\"num_attention_heads\": 5", "5 heads do not divide the width 24")]
    [InlineData("\"image_size\": 8", "\"image_size\": 8, \"hidden_act\": \"mish\"", "'hidden_act' is 'mish'")]
    [InlineData("\"id2label\"", "id2label", "not JSON")]
    public void A_configuration_that_cannot_be_is_refused(string what, string instead, string message)
    {
        var error = Should.Throw<NetworkException>(() => Network.FromConfigText(Numbers.Vit.Replace(what, instead)));
        error.Kind.ShouldBe(NetworkError.InvalidConfiguration);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_folder_without_a_configuration_is_refused() =>
        Should.Throw<NetworkException>(() => Network.FromConfig(Path.Combine(Path.GetTempPath(), "sinter-no-such-folder"))).Kind.ShouldBe(NetworkError.InvalidConfiguration);

    private static MemoryCheckpoint Complete(string without = "")
    {
        var checkpoint = new MemoryCheckpoint();
        foreach (var part in Vit.Layout.Parts)
            if (part.Name != without) checkpoint.Add(part.Name, part.Shape.Dimensions.AsSpan(), new float[part.Count]);
        return checkpoint;
    }
}
