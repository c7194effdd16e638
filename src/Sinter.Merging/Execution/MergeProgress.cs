namespace Sinter.Merging;

/// <summary>How far a merge has come.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Bytes of output made, or of input read in this phase.</param>
/// <param name="Total">Bytes in all.</param>
/// <param name="Tensor">Name of a tensor being worked on; empty when hashing.</param>
public readonly record struct MergeProgress(MergePhase Phase, long Done, long Total, string Tensor);
