namespace Sinter.Data;

/// <summary>
/// The pictures of a set, corrupted when they are read. A picture's random numbers depend on seed, corruption, the set's name and the picture's number in it; so corrupt a
/// whole set and select from the result, not the other way round.
/// </summary>
public sealed class CorruptedImageSet : ImageSet
{
    private readonly ImageSet _clean;
    private readonly Corruption _corruption;
    private readonly int _severity;
    private readonly CorruptionTable _table;
    private readonly long _seed;

    /// <summary>A corrupted set.</summary>
    /// <inheritdoc cref="Corruption.Apply" path="/param"/>
    /// <param name="clean">The set.</param>
    /// <param name="corruption">What is done to its pictures.</param>
    public CorruptedImageSet(ImageSet clean, Corruption corruption, int severity, CorruptionTable table = CorruptionTable.Auto, long seed = 0)
        : base($"{clean.Name} {corruption.Name} {severity}", clean.Classes, clean.Labels) =>
        (_clean, _corruption, _severity, _table, _seed) = (clean, corruption, severity, table, seed);

    /// <inheritdoc/>
    public override int Count => _clean.Count;

    /// <inheritdoc/>
    public override ImageShape? Shape => _clean.Shape is { } shape ? shape with { Channels = 3 } : null;

    /// <inheritdoc/>
    public override Image Read(int index) => _corruption.Apply(_clean.Read(index), _severity, _table, _seed, _clean.Name, index);

    /// <inheritdoc/>
    public override string Describe(int index) => _clean.Describe(index);
}
