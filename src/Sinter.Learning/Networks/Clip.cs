namespace Sinter.Learning;

/// <summary>CLIP (Radford et al., 2021): an image and a text tower that meet in one space.</summary>
public sealed class Clip : Network
{
    private readonly WeightSlot _logScale;

    internal Clip(NetworkConfiguration configuration)
        : base(configuration.Architecture)
    {
        var layout = new LayoutBuilder();
        Vision = VisionTransformer.ClipTower(configuration, layout, projects: true);
        Text = ClipText.Tower(configuration, layout);
        _logScale = layout.Add("logit_scale", WeightStart.LogitScale, [], []);
        Layout = layout.Build();
        Vision.Adopt(Layout);
        Text.Adopt(Layout);
    }

    /// <summary>The image tower; its source is that of the whole network.</summary>
    public VisionTransformer Vision { get; }

    /// <summary>The text tower; its source is that of the whole network.</summary>
    public ClipText Text { get; }

    /// <summary>Features of unit length [B, projection].</summary>
    public Tensor EmbedImages(ParameterSource source, Tensor pixels, Pass pass) => NormalizeRows.Apply(pass, Vision.Features(source, pixels, pass));

    /// <summary>Features of unit length [B, projection].</summary>
    public Tensor EmbedTexts(ParameterSource source, TokenBatch tokens, Pass pass) => NormalizeRows.Apply(pass, Text.Features(source, tokens, pass));

    /// <summary>How well each image fits each text, scaled by the learned temperature: [images, texts].</summary>
    public Tensor Compare(ParameterSource source, Tensor imageEmbeddings, Tensor textEmbeddings, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(pass);
        return Similarity.Apply(pass, imageEmbeddings, textEmbeddings, source.Parameter(pass, _logScale));
    }

    /// <summary>The contrastive loss of matching pairs, from their logits [N, N]: the mean of both directions' cross-entropies.</summary>
    public static Tensor ContrastiveLoss(Tensor logits, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(pass);
        int[] pairs = [.. Enumerable.Range(0, logits.Rows)];
        var images = CrossEntropy.Apply(pass, logits, pairs);
        var texts = CrossEntropy.Apply(pass, Transpose.Apply(pass, logits), pairs);
        return WeightedSum.Apply(pass, (images, 0.5f), (texts, 0.5f));
    }
}
