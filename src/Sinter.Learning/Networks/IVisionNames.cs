namespace Sinter.Learning;

/// <summary>How a family of vision transformers names its tensors, and what its configuration leaves unsaid.</summary>
internal interface IVisionNames
{
    float Epsilon { get; }

    string Activation { get; }

    /// <summary>The norm before the first block, if there is one.</summary>
    string? FirstNorm { get; }

    string LastNorm { get; }

    (WeightSlot ClassToken, LinearLayer Patches, WeightSlot Positions) Embeddings(LayoutBuilder layout, int channels, int patchSize, int width, int tokens);

    EncoderBlock Block(LayoutBuilder layout, int index, int width, int inner, AttentionShape heads, ActivationKind activation, float epsilon);
}
