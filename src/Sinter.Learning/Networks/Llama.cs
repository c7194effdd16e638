using System.Collections.Immutable;

namespace Sinter.Learning;

/// <summary>Llama as a causal language model (Touvron et al., 2023): RMS norm, rotary positions, gated perceptron, grouped queries.</summary>
public sealed class Llama : Network
{
    private readonly WeightSlot _tokens;
    private readonly ImmutableArray<LlamaBlock> _blocks;
    private readonly NormLayer _lastNorm;
    private readonly LinearLayer _head;
    private readonly RotaryTable _positions;
    private readonly bool _tied;

    internal Llama(NetworkConfiguration configuration)
        : base(configuration.Architecture)
    {
        var layout = new LayoutBuilder();
        var width = configuration.Count("hidden_size");
        var inner = configuration.Count("intermediate_size");
        var vocabulary = configuration.Count("vocab_size");
        var epsilon = configuration.Number("rms_norm_eps", 1e-6);
        var heads = configuration.Attention(width, causal: true);
        if (configuration.Activation("hidden_act", "silu") != ActivationKind.Silu) throw configuration.Unsupported("Llama's activation must be silu");
        _positions = Positions(configuration, heads.HeadSize);
        _tokens = layout.Add("model.embed_tokens.weight", WeightStart.Normal, vocabulary, width);
        _blocks = [.. Enumerable.Range(0, configuration.Count("num_hidden_layers")).Select(Block)];
        layout.Layer = _blocks.Length + 1;
        _lastNorm = layout.RmsNorm("model.norm", width, epsilon);
        _tied = configuration.Flag("tie_word_embeddings", false);
        _head = _tied ? new LinearLayer(_tokens, bias: null) : layout.Linear("lm_head", width, vocabulary, bias: false);
        Layout = layout.Build();

        LlamaBlock Block(int index)
        {
            layout.Layer = index + 1;
            return new LlamaBlock(layout, $"model.layers.{index}.", width, inner, heads, epsilon, configuration.Flag("attention_bias", false), configuration.Flag("mlp_bias", false));
        }
    }

    /// <summary>Logits of the next token after every token [B, T, vocabulary].</summary>
    /// <exception cref="NetworkException">A token is out of range, the sequence too long, or an activation not finite.</exception>
    public Tensor Forward(ParameterSource source, TokenBatch tokens, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(pass);
        var x = source.Embed(pass, _tokens, tokens.Ids, tokens.Batch, tokens.Length);
        foreach (var block in _blocks)
        {
            var next = block.Forward(source, x, pass, _positions, tokens.Mask);
            pass.Release(x);
            x = next;
        }

        var normal = source.Normalize(pass, _lastNorm, x);
        pass.Release(x);
        return source.Linear(pass, _head, normal);
    }

    /// <summary>The mean cross-entropy of every next token that is not padding, given the logits of <see cref="Forward"/>.</summary>
    public static Tensor NextTokenLoss(Tensor logits, TokenBatch tokens, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var labels = new int[tokens.Ids.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var last = i % tokens.Length == tokens.Length - 1;
            labels[i] = last || tokens.Mask?[i + 1] == 0 ? CrossEntropy.Ignored : tokens.Ids[i + 1];
        }

        return CrossEntropy.Apply(pass, logits, labels);
    }

    private protected override bool MayIgnore(string name) => base.MayIgnore(name) || (_tied && name == "lm_head.weight");

    private static RotaryTable Positions(NetworkConfiguration configuration, int headSize)
    {
        var section = configuration.Section("rope_parameters");
        if (configuration.Has("rope_scaling")) section = configuration.Section("rope_scaling");
        var type = section.Text("rope_type", section.Text("type", "default"));
        if (type != "default") throw configuration.Unsupported($"rotary positions of type '{type}' are not supported, only the default");
        if (headSize % 2 != 0) throw configuration.Unsupported($"rotary positions need an even head size, got {headSize}");
        var theta = section.Double("rope_theta", configuration.Double("rope_theta", 10000));
        return new RotaryTable(configuration.Count("max_position_embeddings", 2048), headSize, theta);
    }
}
