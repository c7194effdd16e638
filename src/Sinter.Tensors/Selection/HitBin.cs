namespace Sinter.Tensors;

/// <summary>A bin of keys that holds a rank: those that share their upper bits, up to 65536.</summary>
/// <param name="Prefix">The upper bits, in place.</param>
/// <param name="Mask">Which bits those are.</param>
/// <param name="Below">Elements with a smaller prefix.</param>
/// <param name="Ties">Counts of its values in each block, or null if nobody asked for them.</param>
internal sealed record HitBin(uint Prefix, uint Mask, long Below, BlockTies? Ties);
