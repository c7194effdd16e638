namespace Sinter.Learning;

/// <summary>A block with the names that both towers of CLIP use.</summary>
internal static class ClipBlock
{
    public static EncoderBlock Create(LayoutBuilder layout, string name, int width, int inner, AttentionShape heads, ActivationKind activation, float epsilon)
    {
        var attention = name + "self_attn.";
        return new EncoderBlock
        {
            FirstNorm = layout.LayerNorm(name + "layer_norm1", width, epsilon),
            Projection = layout.Linear([(attention + "q_proj", width), (attention + "k_proj", width), (attention + "v_proj", width)], width, bias: true),
            Output = layout.Linear(attention + "out_proj", width, width),
            SecondNorm = layout.LayerNorm(name + "layer_norm2", width, epsilon),
            Expand = layout.Linear(name + "mlp.fc1", width, inner),
            Contract = layout.Linear(name + "mlp.fc2", inner, width),
            Heads = heads,
            Activation = activation,
        };
    }
}
