namespace Sinter.Merging;

/// <summary>What a method that drops elements at random does to those it keeps.</summary>
internal enum RescaleMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Multiplies them so that the sum of magnitudes is what it was: |d|₁ / |kept|₁ over the tensor.</summary>
    MatchNorm,

    /// <summary>Divides them by the keep probability.</summary>
    Inverse,
}
