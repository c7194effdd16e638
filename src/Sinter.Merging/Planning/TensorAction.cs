namespace Sinter.Merging;

/// <summary>What happens to an output tensor.</summary>
public enum TensorAction
{
    /// <summary>The method merges it.</summary>
    Merge,

    /// <summary>
    /// It is copied byte for byte from <see cref="PlannedTensor.CopySource"/>: integers, booleans, scalars, unknown types, and what <c>on_mismatch: base</c> takes from the base.
    /// </summary>
    Copy,
}
