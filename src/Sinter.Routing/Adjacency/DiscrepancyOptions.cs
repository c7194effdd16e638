namespace Sinter.Routing;

/// <summary>What the adjacency discrepancy score is made of.</summary>
public sealed record DiscrepancyOptions
{
    /// <summary>How the parts are joined.</summary>
    public DiscrepancyForm Form { get; init; }

    /// <summary>Div of the pair, ‖p_i − p_k‖₁, instead of the anchor's mean over its neighbours (ours).</summary>
    public bool PairDiv { get; init; }

    /// <summary>Whether Sharp takes part; off is the ablation −Sharp.</summary>
    public bool Sharp { get; init; } = true;

    /// <summary>Whether Div takes part.</summary>
    public bool Div { get; init; } = true;

    /// <summary>Whether Conf takes part.</summary>
    public bool Conf { get; init; } = true;
}
