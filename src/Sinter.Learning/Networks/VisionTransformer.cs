using System.Collections.Immutable;

namespace Sinter.Learning;

/// <summary>
/// A vision transformer: ViT (Dosovitskiy et al., 2021) or the vision tower of CLIP (Radford et al., 2021). Images are cut into patches; a class token gathers
/// what the classifier or the projection reads.
/// </summary>
public sealed class VisionTransformer : Network
{
    private readonly int _patchSize;
    private readonly LinearLayer _patches;
    private readonly WeightSlot _classToken;
    private readonly WeightSlot _positions;
    private readonly NormLayer? _firstNorm;
    private readonly ImmutableArray<EncoderBlock> _blocks;
    private readonly NormLayer _lastNorm;
    private readonly int _width;

    private VisionTransformer(string architecture, NetworkConfiguration configuration, LayoutBuilder layout, IVisionNames names)
        : base(architecture)
    {
        _width = configuration.Count("hidden_size");
        ImageSize = configuration.Count("image_size");
        Channels = configuration.Count("num_channels", 3);
        _patchSize = configuration.Count("patch_size");
        if (ImageSize % _patchSize != 0) throw configuration.Unsupported($"the image size {ImageSize} is not a multiple of the patch size {_patchSize}");
        var side = ImageSize / _patchSize;
        TokenCount = side * side + 1;
        var epsilon = configuration.Number("layer_norm_eps", names.Epsilon);
        layout.Layer = 0;
        (_classToken, _patches, _positions) = names.Embeddings(layout, Channels, _patchSize, _width, TokenCount);
        _firstNorm = names.FirstNorm is null ? null : layout.LayerNorm(names.FirstNorm, _width, epsilon);
        var heads = configuration.Attention(_width);
        var inner = configuration.Count("intermediate_size");
        var activation = configuration.Activation("hidden_act", names.Activation);
        _blocks = [.. Enumerable.Range(0, configuration.Count("num_hidden_layers")).Select(Block)];
        layout.Layer = _blocks.Length + 1;
        _lastNorm = layout.LayerNorm(names.LastNorm, _width, epsilon);

        EncoderBlock Block(int index)
        {
            layout.Layer = index + 1;
            return names.Block(layout, index, _width, inner, heads, activation, epsilon);
        }
    }

    /// <summary>Height and width of the images.</summary>
    public int ImageSize { get; }

    /// <summary>Colour channels.</summary>
    public int Channels { get; }

    /// <summary>Tokens an image becomes, the class token included.</summary>
    public int TokenCount { get; }

    /// <summary>Width of a token.</summary>
    public int Width => _width;

    /// <summary>Transformer blocks.</summary>
    public int BlockCount => _blocks.Length;

    /// <summary>What turns features into logits; null for a network without a classifier.</summary>
    public LinearLayer? Classifier { get; private set; }

    /// <summary>Width of <see cref="Features"/>: that of a token, or of CLIP's projection.</summary>
    public int FeatureWidth => Projection?.Outputs ?? _width;

    internal LinearLayer? Projection { get; private set; }

    /// <summary>Logits [B, classes], or <see cref="Features"/> for a network without a classifier.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="pixels">[B, channels, size, size], normalised as the network expects.</param>
    /// <param name="pass">The pass.</param>
    /// <param name="kept">Tokens that take part, the same number for every image: index 0, the class token, first. Null: all. Dropping patches makes training cheaper.</param>
    /// <exception cref="NetworkException">The shape does not fit, or an activation is not finite.</exception>
    public Tensor Forward(ParameterSource source, Tensor pixels, Pass pass, int[]? kept = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pass);
        var features = Features(source, pixels, pass, kept);
        return Classifier is null ? features : source.Linear(pass, Classifier, features);
    }

    /// <summary>What the classifier reads [B, <see cref="FeatureWidth"/>]: the class token after the last norm (and CLIP's projection).</summary>
    /// <inheritdoc cref="Forward" path="/param"/>
    /// <exception cref="NetworkException">The shape does not fit, or an activation is not finite.</exception>
    public Tensor Features(ParameterSource source, Tensor pixels, Pass pass, int[]? kept = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pass);
        return Pool(source, Encode(source, pixels, pass, kept: kept), pass);
    }

    /// <summary>Features of tokens that <see cref="Encode"/> made.</summary>
    public Tensor Pool(ParameterSource source, Tensor tokens, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pass);
        var token = SelectTokens.Apply(pass, tokens);
        var normal = source.Normalize(pass, _lastNorm, token);
        return Projection is null ? normal : source.Linear(pass, Projection, normal);
    }

    /// <summary>The tokens after the last block, before the last norm: [B, <see cref="TokenCount"/>, <see cref="Width"/>].</summary>
    /// <inheritdoc cref="Forward" path="/param"/>
    /// <param name="hidden">If given, receives the tokens before the first and after every block.</param>
    /// <exception cref="NetworkException">The shape does not fit, or an activation is not finite.</exception>
    /// <param name="blocks">How many of the blocks are run; all when null.</param>
    public Tensor Encode(ParameterSource source, Tensor pixels, Pass pass, ICollection<Tensor>? hidden = null, int[]? kept = null, int? blocks = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pass);
        var x = Embed(source, pixels, pass);
        if (kept is not null)
        {
            var all = x;
            x = KeepTokens.Apply(pass, all, kept);
            pass.Release(all);
        }

        hidden?.Add(x);
        foreach (var block in _blocks.AsSpan(0, blocks ?? _blocks.Length))
        {
            var next = block.PreNorm(source, x, pass);
            if (hidden is null) pass.Release(x);
            hidden?.Add(next);
            x = next;
        }

        return x;
    }

    /// <summary>The tokens before the first block: [B, <see cref="TokenCount"/>, <see cref="Width"/>].</summary>
    /// <inheritdoc cref="Forward" path="/param"/>
    /// <exception cref="NetworkException">The shape does not fit.</exception>
    public Tensor Embed(ParameterSource source, Tensor pixels, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(pass);
        var shape = pixels.Shape;
        Check.Shape(
            shape.Rank == 4 && shape[1] == Channels && shape[2] == ImageSize && shape[3] == ImageSize,
            $"{Architecture} takes images [batch, {Channels}, {ImageSize}, {ImageSize}], got {shape}");
        var cut = Patches.Apply(pass, pixels, _patchSize);
        var tokens = source.Linear(pass, _patches, cut);
        pass.Release(cut);
        var x = PrependToken.Apply(pass, tokens, source.Parameter(pass, _classToken));
        pass.Release(tokens);
        x = AddPositions.Apply(pass, x, source.Parameter(pass, _positions));
        if (_firstNorm is null) return x;
        var normal = source.Normalize(pass, _firstNorm, x);
        pass.Release(x);
        return normal;
    }

    internal static VisionTransformer FromVit(NetworkConfiguration configuration, string prefix, bool classifies)
    {
        var layout = new LayoutBuilder();
        var network = new VisionTransformer(configuration.Architecture, configuration, layout, new VitNames(prefix, configuration.Flag("qkv_bias", true)));
        if (classifies) network.Classifier = layout.Linear("classifier", network._width, configuration.Classes());
        network.Layout = layout.Build();
        return network;
    }

    internal static VisionTransformer FromClip(NetworkConfiguration configuration, bool projects)
    {
        var layout = new LayoutBuilder();
        var network = ClipTower(configuration, layout, projects);
        network.Layout = layout.Build();
        return network;
    }

    /// <summary>The vision tower of a CLIP model, whose layout holds more than it.</summary>
    internal static VisionTransformer ClipTower(NetworkConfiguration configuration, LayoutBuilder layout, bool projects)
    {
        var section = configuration.Section("vision_config");
        var network = new VisionTransformer(configuration.Architecture, section, layout, new ClipVisionNames());
        if (projects) network.Projection = layout.Linear("visual_projection", network._width, configuration.Count("projection_dim", 512), bias: false);
        return network;
    }

    internal void Adopt(WeightLayout layout) => Layout = layout;

    private protected override bool MayIgnore(string name) => base.MayIgnore(name) || (Classifier is null && name.StartsWith("pooler.", StringComparison.Ordinal));
}
