namespace Sinter.Merging.Tests.Planning;

public class LayerNamesTests
{
    [Theory]
    [InlineData("model.layers.3.self_attn.q_proj.weight", "model.layers.", 3, ".self_attn.q_proj.weight")]
    [InlineData("bert.encoder.layer.11.output.dense.bias", "bert.encoder.layer.", 11, ".output.dense.bias")]
    [InlineData("transformer.h.0.ln_1.weight", "transformer.h.", 0, ".ln_1.weight")]
    [InlineData("encoder.block.2.layer.0.SelfAttention.q.weight", "encoder.block.", 2, ".layer.0.SelfAttention.q.weight")]
    [InlineData("visual.transformer.resblocks.7.attn.in_proj_weight", "visual.transformer.resblocks.", 7, ".attn.in_proj_weight")]
    [InlineData("model.layers.1.block_sparse_moe.experts.5.w1.weight", "model.layers.", 1, ".block_sparse_moe.experts.5.w1.weight")]
    [InlineData("blocks.2.norm1.weight", "blocks.", 2, ".norm1.weight")]
    public void A_layer_number_follows_its_container(string name, string stack, int layer, string rest) =>
        new LayerNames([name]).Find(name).ShouldBe(new LayerPlace(stack, layer, rest));

    [Theory]
    [InlineData("model.norm.weight")]
    [InlineData("model.layers.weight")]
    [InlineData("feature_extractor.conv_layers.0.conv.weight")]
    [InlineData("3.layers")]
    [InlineData("model.layers.99999999999.weight")]
    [InlineData("model.layers.01.weight")]
    [InlineData("..")]
    [InlineData("")]
    public void Other_names_have_no_layer(string name) => new LayerNames([name, "model.layers.0.weight"]).Find(name).ShouldBeNull();

    [Fact]
    public void Stacks_count_their_layers()
    {
        var names = new LayerNames(["encoder.layers.0.w", "encoder.layers.1.w", "decoder.layers.0.w", "decoder.layers.2.w", "norm"]);

        names.Stacks.ShouldBe([KeyValuePair.Create("decoder.layers.", 3), KeyValuePair.Create("encoder.layers.", 2)], ignoreOrder: true);
    }

    [Fact]
    public void Without_a_container_numbers_count_when_they_leave_no_gap()
    {
        new LayerNames(["stage.0.w", "stage.1.w"]).Find("stage.1.w").ShouldBe(new LayerPlace("stage.", 1, ".w"));
        new LayerNames(["features.0.w", "features.3.w"]).Find("features.3.w").ShouldBeNull();
        new LayerNames(["fc.0.w"]).Find("fc.0.w").ShouldBeNull();
    }
}
