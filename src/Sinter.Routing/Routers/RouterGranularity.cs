namespace Sinter.Routing;

/// <summary>How finely a router mixes experts.</summary>
public enum RouterGranularity
{
    /// <summary>One weight an expert.</summary>
    Task,

    /// <summary>One weight an expert for each layer: the embeddings, each block, what follows.</summary>
    Layer,
}
