namespace Sinter.Learning;

/// <summary>One block of Llama: x += attend(rms x) with rotary positions and shared keys; x += down(silu(gate) · up)(rms x).</summary>
internal sealed class LlamaBlock
{
    private readonly NormLayer _firstNorm;
    private readonly LinearLayer _projection;
    private readonly LinearLayer _output;
    private readonly NormLayer _secondNorm;
    private readonly LinearLayer _gateUp;
    private readonly LinearLayer _down;
    private readonly AttentionShape _heads;

    public LlamaBlock(LayoutBuilder layout, string name, int width, int inner, AttentionShape heads, float epsilon, bool attentionBias, bool perceptronBias)
    {
        _heads = heads;
        var (queries, keys) = (heads.Heads * heads.HeadSize, heads.KeyHeads * heads.HeadSize);
        var attention = name + "self_attn.";
        _firstNorm = layout.RmsNorm(name + "input_layernorm", width, epsilon);
        _projection = layout.Linear([(attention + "q_proj", queries), (attention + "k_proj", keys), (attention + "v_proj", keys)], width, attentionBias);
        _output = layout.Linear(attention + "o_proj", queries, width, attentionBias);
        _secondNorm = layout.RmsNorm(name + "post_attention_layernorm", width, epsilon);
        _gateUp = layout.Linear([(name + "mlp.gate_proj", inner), (name + "mlp.up_proj", inner)], width, perceptronBias);
        _down = layout.Linear(name + "mlp.down_proj", inner, width, perceptronBias);
    }

    /// <summary>x, result [B, T, C]. The caller still owns x.</summary>
    public Tensor Forward(ParameterSource source, Tensor x, Pass pass, RotaryTable positions, int[]? mask)
    {
        var normal = source.Normalize(pass, _firstNorm, x);
        var fused = source.Linear(pass, _projection, normal);
        pass.Release(normal);
        fused = Rotary.Apply(pass, fused, _heads.Heads + _heads.KeyHeads, _heads.HeadSize, positions);
        var mixed = Attention.Apply(pass, fused, _heads, mask);
        pass.Release(fused);
        var middle = source.Linear(pass, _output, mixed, x);
        pass.Release(mixed);
        normal = source.Normalize(pass, _secondNorm, middle);
        var wide = source.Linear(pass, _gateUp, normal);
        pass.Release(normal);
        var active = GatedSilu.Apply(pass, wide);
        pass.Release(wide);
        var result = source.Linear(pass, _down, active, middle);
        pass.Release(active);
        pass.Release(middle);
        return result;
    }
}
