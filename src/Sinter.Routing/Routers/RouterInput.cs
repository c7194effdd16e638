namespace Sinter.Routing;

/// <summary>What of the base model the router looks at.</summary>
public enum RouterInput
{
    /// <summary>The class token after the last block.</summary>
    ClassToken,

    /// <summary>The mean of all tokens after the last block.</summary>
    HiddenMean,

    /// <summary>The mean of all tokens before the first block: no pass through the base is needed, but it tells tasks apart less well.</summary>
    PatchEmbedding,
}
