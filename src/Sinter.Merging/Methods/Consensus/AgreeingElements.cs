namespace Sinter.Merging;

/// <summary>What becomes of the elements that have the elected sign.</summary>
internal enum AgreeingElements
{
    /// <summary>Σ w d.</summary>
    Sum,

    /// <summary>Σ w d / Σ w.</summary>
    Mean,

    /// <summary>The w d of largest magnitude.</summary>
    Largest,
}
