namespace Sinter.Routing;

/// <summary>A partner of an anchor in the contrastive loss.</summary>
/// <param name="Sample">Which sample.</param>
/// <param name="Positive">Whether the two should be close.</param>
/// <param name="Score">d, the pair's adjacency discrepancy.</param>
public readonly record struct Pair(int Sample, bool Positive, double Score);
