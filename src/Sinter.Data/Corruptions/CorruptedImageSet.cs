using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// The pictures of a set, corrupted when they are read: all of them, or a share that is drawn picture by picture. A picture's random numbers depend on seed, corruption, the set's
/// name and the picture's number in it; so corrupt a whole set and select from the result, not the other way round.
/// </summary>
public sealed class CorruptedImageSet : ImageSet
{
    private readonly ImageSet _clean;
    private readonly Corruption _corruption;
    private readonly int _severity;
    private readonly CorruptionTable _table;
    private readonly long _seed;
    private readonly double _share;

    /// <summary>A corrupted set.</summary>
    /// <inheritdoc cref="Corruption.Apply" path="/param"/>
    /// <param name="clean">The set.</param>
    /// <param name="corruption">What is done to its pictures.</param>
    /// <param name="share">The chance of a picture to be corrupted, 0 to 1; the others stay as they are. A picture that is corrupted at some share is so at every larger one.</param>
    /// <exception cref="DatasetException">The share is not 0 to 1.</exception>
    public CorruptedImageSet(ImageSet clean, Corruption corruption, int severity, CorruptionTable table = CorruptionTable.Auto, long seed = 0, double share = 1)
        : base($"{clean.Name} {corruption.Name} {severity}", clean.Classes, clean.Labels)
    {
        if (share is not (>= 0 and <= 1)) throw new DatasetException(DatasetError.InvalidOption, $"The share of corrupted pictures is {share}; expected a number from 0 to 1.");
        (_clean, _corruption, _severity, _table, _seed, _share) = (clean, corruption, severity, table, seed, share);
    }

    /// <inheritdoc/>
    public override int Count => _clean.Count;

    /// <inheritdoc/>
    public override ImageShape? Shape => _clean.Shape is { } shape ? shape with { Channels = 3 } : null;

    /// <summary>Whether a picture is corrupted.</summary>
    public bool IsCorrupted(int index) => _share >= 1 || new Philox(_seed, "corrupted share", _clean.Name, index).Bits(0) < _share * (1L << 32);

    /// <inheritdoc/>
    public override Image Read(int index) => IsCorrupted(index) ? _corruption.Apply(_clean.Read(index), _severity, _table, _seed, _clean.Name, index) : _clean.Read(index).ToRgb();

    /// <inheritdoc/>
    public override string Describe(int index) => _clean.Describe(index);
}
