namespace Sinter.Learning;

/// <summary>Names of ViTModel (empty prefix) and ViTForImageClassification (<c>vit.</c>).</summary>
internal sealed class VitNames(string prefix, bool projectionBias) : IVisionNames
{
    public float Epsilon => 1e-12f;

    public string Activation => "gelu";

    public string? FirstNorm => null;

    public string LastNorm => prefix + "layernorm";

    public (WeightSlot ClassToken, LinearLayer Patches, WeightSlot Positions) Embeddings(LayoutBuilder layout, int channels, int patchSize, int width, int tokens) =>
        (layout.Add(prefix + "embeddings.cls_token", WeightStart.Normal, [1, 1, width], [width]),
         layout.Patches(prefix + "embeddings.patch_embeddings.projection", channels, patchSize, width, bias: true),
         layout.Add(prefix + "embeddings.position_embeddings", WeightStart.Normal, [1, tokens, width], [tokens, width]));

    public EncoderBlock Block(LayoutBuilder layout, int index, int width, int inner, AttentionShape heads, ActivationKind activation, float epsilon)
    {
        var name = $"{prefix}encoder.layer.{index}.";
        var attention = name + "attention.attention.";
        return new EncoderBlock
        {
            FirstNorm = layout.LayerNorm(name + "layernorm_before", width, epsilon),
            Projection = layout.Linear([(attention + "query", width), (attention + "key", width), (attention + "value", width)], width, projectionBias),
            Output = layout.Linear(name + "attention.output.dense", width, width),
            SecondNorm = layout.LayerNorm(name + "layernorm_after", width, epsilon),
            Expand = layout.Linear(name + "intermediate.dense", width, inner),
            Contract = layout.Linear(name + "output.dense", inner, width),
            Heads = heads,
            Activation = activation,
        };
    }
}
