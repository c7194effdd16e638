namespace Sinter.Learning;

/// <summary>Names of CLIP's vision tower.</summary>
internal sealed class ClipVisionNames : IVisionNames
{
    public float Epsilon => 1e-5f;

    public string Activation => "quick_gelu";

    // The misspelling is the format's.
    public string? FirstNorm => "vision_model.pre_layrnorm";

    public string LastNorm => "vision_model.post_layernorm";

    public (WeightSlot ClassToken, LinearLayer Patches, WeightSlot Positions) Embeddings(LayoutBuilder layout, int channels, int patchSize, int width, int tokens) =>
        (layout.Add("vision_model.embeddings.class_embedding", WeightStart.Normal, width),
         layout.Patches("vision_model.embeddings.patch_embedding", channels, patchSize, width, bias: false),
         layout.Add("vision_model.embeddings.position_embedding.weight", WeightStart.Normal, tokens, width));

    public EncoderBlock Block(LayoutBuilder layout, int index, int width, int inner, AttentionShape heads, ActivationKind activation, float epsilon) =>
        ClipBlock.Create(layout, $"vision_model.encoder.layers.{index}.", width, inner, heads, activation, epsilon);
}
