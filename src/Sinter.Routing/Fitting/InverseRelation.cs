namespace Sinter.Routing;

/// <summary>How stage 1 keeps uncertainty u and IEC ν "in inverse relation". They rise together by construction, so the words cannot be met literally.</summary>
public enum InverseRelation
{
    /// <summary>Lowers mean u ν / L (ours).</summary>
    Product,

    /// <summary>Lowers the correlation of u and ν over the batch.</summary>
    Correlation,

    /// <summary>Draws u ν to a constant, its running mean.</summary>
    Reciprocal,

    /// <summary>No such term.</summary>
    Off,
}
