using System.Collections.Immutable;

namespace Sinter.Learning;

/// <summary>BERT for sequence classification (Devlin et al., 2019): post-norm blocks, pooled at the first token.</summary>
public sealed class Bert : Network
{
    private readonly WeightSlot _words;
    private readonly WeightSlot _positions;
    private readonly WeightSlot _types;
    private readonly NormLayer _firstNorm;
    private readonly ImmutableArray<EncoderBlock> _blocks;
    private readonly LinearLayer _pooler;

    internal Bert(NetworkConfiguration configuration)
        : base(configuration.Architecture)
    {
        var layout = new LayoutBuilder();
        var width = configuration.Count("hidden_size");
        var epsilon = configuration.Number("layer_norm_eps", 1e-12);
        var heads = configuration.Attention(width);
        var inner = configuration.Count("intermediate_size");
        var activation = configuration.Activation("hidden_act", "gelu");
        if (configuration.Text("position_embedding_type", "absolute") is not "absolute" and var type)
            throw configuration.Unsupported($"positions of type '{type}' are not supported, only absolute ones");
        const string Embeddings = "bert.embeddings.";
        _words = layout.Add(Embeddings + "word_embeddings.weight", WeightStart.Normal, configuration.Count("vocab_size"), width);
        _positions = layout.Add(Embeddings + "position_embeddings.weight", WeightStart.Normal, configuration.Count("max_position_embeddings"), width);
        _types = layout.Add(Embeddings + "token_type_embeddings.weight", WeightStart.Normal, configuration.Count("type_vocab_size", 2), width);
        _firstNorm = layout.LayerNorm(Embeddings + "LayerNorm", width, epsilon);
        _blocks = [.. Enumerable.Range(0, configuration.Count("num_hidden_layers")).Select(Block)];
        layout.Layer = _blocks.Length + 1;
        _pooler = layout.Linear("bert.pooler.dense", width, width);
        Classifier = layout.Linear("classifier", width, configuration.Classes());
        Layout = layout.Build();

        EncoderBlock Block(int index)
        {
            layout.Layer = index + 1;
            var name = $"bert.encoder.layer.{index}.";
            var attention = name + "attention.self.";
            return new EncoderBlock
            {
                Projection = layout.Linear([(attention + "query", width), (attention + "key", width), (attention + "value", width)], width, bias: true),
                Output = layout.Linear(name + "attention.output.dense", width, width),
                FirstNorm = layout.LayerNorm(name + "attention.output.LayerNorm", width, epsilon),
                Expand = layout.Linear(name + "intermediate.dense", width, inner),
                Contract = layout.Linear(name + "output.dense", inner, width),
                SecondNorm = layout.LayerNorm(name + "output.LayerNorm", width, epsilon),
                Heads = heads,
                Activation = activation,
            };
        }
    }

    /// <summary>What turns features into logits.</summary>
    public LinearLayer Classifier { get; }

    /// <summary>Logits [B, classes].</summary>
    /// <exception cref="NetworkException">A token is out of range, the sequence too long, or an activation not finite.</exception>
    public Tensor Forward(ParameterSource source, TokenBatch tokens, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pass);
        return source.Linear(pass, Classifier, Features(source, tokens, pass));
    }

    /// <summary>What the classifier reads: tanh of a linear layer of the first token [B, width].</summary>
    /// <exception cref="NetworkException">A token is out of range, the sequence too long, or an activation not finite.</exception>
    public Tensor Features(ParameterSource source, TokenBatch tokens, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(pass);
        var x = source.Embed(pass, _words, tokens.Ids, tokens.Batch, tokens.Length);
        x = AddPositions.Apply(pass, x, source.Parameter(pass, _positions));
        x = Add.Apply(pass, x, source.Embed(pass, _types, tokens.Types ?? new int[tokens.Ids.Length], tokens.Batch, tokens.Length));
        x = source.Normalize(pass, _firstNorm, x);
        foreach (var block in _blocks)
        {
            var next = block.PostNorm(source, x, pass, tokens.Mask);
            pass.Release(x);
            x = next;
        }

        return Activation.Apply(pass, source.Linear(pass, _pooler, SelectTokens.Apply(pass, x)), ActivationKind.Tanh);
    }
}
