using Sinter.Data;

namespace Sinter.Training;

/// <summary>Pictures to train on and how they are varied.</summary>
/// <param name="Pictures">Labelled pictures.</param>
/// <param name="Augmentation">How they are varied.</param>
/// <param name="PerEpoch">How many of them an epoch shows; the next epoch goes on where it ended. 0: all. Drawn tasks have no end of pictures, so an epoch takes a part.</param>
public sealed record TrainingSource(ImageSet Pictures, Augmentation Augmentation, int PerEpoch = 0)
{
    /// <summary>Pictures of an epoch.</summary>
    public int EpochLength => PerEpoch > 0 ? PerEpoch : Pictures.Count;
}
