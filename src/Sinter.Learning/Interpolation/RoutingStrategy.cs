namespace Sinter.Learning;

/// <summary>How a routed source computes a linear layer. All ways are exact.</summary>
public enum RoutingStrategy
{
    /// <summary>Whatever a cost model expects to be fastest, layer by layer.</summary>
    Automatic,

    /// <summary>Each sample's weights are merged in cache and multiplied with its tokens: (K + tokens) multiply-adds a weight.</summary>
    Merge,

    /// <summary>K + 1 products over the whole batch: (K + 1) · tokens multiply-adds a weight.</summary>
    Sum,

    /// <summary>One product with the base and thin ones with the factors of low-rank task vectors; layers without factors are computed by whatever is fastest.</summary>
    Factors,
}
