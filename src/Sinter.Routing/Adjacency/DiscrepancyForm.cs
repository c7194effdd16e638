namespace Sinter.Routing;

/// <summary>How Sharp, Div and Conf make one adjacency discrepancy score (ADS) d_ik.</summary>
public enum DiscrepancyForm
{
    /// <summary>softplus(Sharp_i) · Div · Conf_ik: never negative (ours).</summary>
    Softplus,

    /// <summary>Sharp_i · Div · Conf_ik: the paper's words; negative whenever neighbours are confident.</summary>
    Literal,

    /// <summary>softplus(Sharp_i) + Div + Conf_ik: high for uncertain pairs as well (ours).</summary>
    Sum,
}
