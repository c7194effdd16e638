namespace Sinter.Routing;

/// <summary>Where the line ε between positive (d &lt; ε) and negative neighbours is drawn.</summary>
public enum ThresholdKind
{
    /// <summary>At a quantile of each anchor's own scores: every anchor gets both sets, but what is constant for an anchor (Sharp, Div per anchor) then has no say.</summary>
    Anchor,

    /// <summary>At a quantile of all scores: many anchors get one set only.</summary>
    Global,

    /// <summary>At a quantile of all scores, and each anchor keeps its lowest neighbour as positive and its highest as negative.</summary>
    GlobalWithGuard,
}
