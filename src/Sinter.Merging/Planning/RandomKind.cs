namespace Sinter.Merging;

/// <summary>Where random numbers come from.</summary>
public enum RandomKind
{
    /// <summary>Counter-based, keyed by seed, model, tensor and element: needs no order.</summary>
    Philox,

    /// <summary>mergekit's stream, so that the same seed gives the same model.</summary>
    Mt19937,
}
