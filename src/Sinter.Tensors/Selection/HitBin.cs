namespace Sinter.Tensors;

/// <summary>A bin of the upper halves that holds a rank.</summary>
/// <param name="High">The upper half of its keys.</param>
/// <param name="Below">Elements with a smaller upper half.</param>
/// <param name="Pattern">The upper half of its floats' bits, shifted back into place.</param>
/// <param name="Ties">Counts of its values in each block, or null if nobody asked for them.</param>
internal sealed record HitBin(int High, long Below, uint Pattern, BlockTies? Ties);
