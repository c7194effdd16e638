namespace Sinter.Training;

/// <summary>What steps the weights.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Learning.AdamW"/> for everything.</summary>
    AdamW,

    /// <summary><see cref="Learning.Muon"/> for the matrices of the blocks, AdamW for the rest: fewer steps to the same loss when a base is trained from nothing.</summary>
    Muon,
}
