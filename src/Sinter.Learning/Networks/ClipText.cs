using System.Collections.Immutable;

namespace Sinter.Learning;

/// <summary>The text tower of CLIP (Radford et al., 2021): causal, pooled at the end token.</summary>
public sealed class ClipText : Network
{
    // Checkpoints of the first CLIP release say 2 here although their end token is the largest id.
    private const int LegacyEndToken = 2;

    private readonly WeightSlot _tokens;
    private readonly WeightSlot _positions;
    private readonly ImmutableArray<EncoderBlock> _blocks;
    private readonly NormLayer _lastNorm;
    private readonly LinearLayer? _projection;
    private readonly int _endToken;
    private readonly int _width;

    private ClipText(NetworkConfiguration configuration, LayoutBuilder layout, bool projects)
        : base(configuration.Architecture)
    {
        var section = configuration.Section("text_config");
        _width = section.Count("hidden_size");
        _endToken = section.Integer("eos_token_id") ?? LegacyEndToken;
        var epsilon = section.Number("layer_norm_eps", 1e-5);
        var heads = section.Attention(_width, causal: true);
        var inner = section.Count("intermediate_size");
        var activation = section.Activation("hidden_act", "quick_gelu");
        layout.Layer = 0;
        _tokens = layout.Add("text_model.embeddings.token_embedding.weight", WeightStart.Normal, section.Count("vocab_size"), _width);
        _positions = layout.Add("text_model.embeddings.position_embedding.weight", WeightStart.Normal, section.Count("max_position_embeddings"), _width);
        _blocks = [.. Enumerable.Range(0, section.Count("num_hidden_layers")).Select(Block)];
        layout.Layer = _blocks.Length + 1;
        _lastNorm = layout.LayerNorm("text_model.final_layer_norm", _width, epsilon);
        if (projects) _projection = layout.Linear("text_projection", _width, configuration.Count("projection_dim", 512), bias: false);

        EncoderBlock Block(int index)
        {
            layout.Layer = index + 1;
            return ClipBlock.Create(layout, $"text_model.encoder.layers.{index}.", _width, inner, heads, activation, epsilon);
        }
    }

    /// <summary>Width of <see cref="Features"/>.</summary>
    public int FeatureWidth => _projection?.Outputs ?? _width;

    /// <summary>The end token after the last norm (and the projection): [B, <see cref="FeatureWidth"/>].</summary>
    /// <exception cref="NetworkException">A token is out of range, the sequence too long, or an activation not finite.</exception>
    public Tensor Features(ParameterSource source, TokenBatch tokens, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(pass);
        var x = source.Embed(pass, _tokens, tokens.Ids, tokens.Batch, tokens.Length);
        x = AddPositions.Apply(pass, x, source.Parameter(pass, _positions));
        foreach (var block in _blocks)
        {
            var next = block.PreNorm(source, x, pass, tokens.Mask);
            pass.Release(x);
            x = next;
        }

        // The norm works token by token: only the pooled one needs it.
        var pooled = SelectTokens.Apply(pass, x, EndTokens(tokens));
        var normal = source.Normalize(pass, _lastNorm, pooled);
        return _projection is null ? normal : source.Linear(pass, _projection, normal);
    }

    internal static ClipText Create(NetworkConfiguration configuration, bool projects)
    {
        var layout = new LayoutBuilder();
        var network = new ClipText(configuration, layout, projects);
        network.Layout = layout.Build();
        return network;
    }

    /// <summary>The text tower of a CLIP model, whose layout holds more than it.</summary>
    internal static ClipText Tower(NetworkConfiguration configuration, LayoutBuilder layout) => new(configuration, layout, projects: true);

    internal void Adopt(WeightLayout layout) => Layout = layout;

    private int[] EndTokens(TokenBatch tokens)
    {
        var result = new int[tokens.Batch];
        for (var b = 0; b < tokens.Batch; b++)
        {
            var sequence = tokens.Ids.AsSpan(b * tokens.Length, tokens.Length);
            result[b] = _endToken == LegacyEndToken ? System.Numerics.Tensors.TensorPrimitives.IndexOfMax<int>(sequence) : Math.Max(0, sequence.IndexOf(_endToken));
        }

        return result;
    }
}
