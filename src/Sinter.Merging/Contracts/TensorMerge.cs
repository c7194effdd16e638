namespace Sinter.Merging;

/// <summary>Combines one tensor's blocks.</summary>
public abstract unsafe class TensorMerge : TensorStage
{
    /// <summary>Tensors written beside the model, for example masks; none for most methods.</summary>
    public virtual IReadOnlyList<SideTensor> SideTensors => [];

    /// <summary>Writes the merged weights (not the merged task vector) of a block. May be called from several workers at once, for different blocks.</summary>
    public abstract void Combine(in Block block, Span<float> result);

    /// <summary>Writes a block of side tensor <paramref name="side"/>, as its own bytes.</summary>
    public virtual void CombineSide(in Block block, int side, Span<byte> destination)
    {
    }

    /// <summary>Whether the next pass may come through <see cref="AccumulateStored(in StoredBlock)"/>; the statistic is the same.</summary>
    internal virtual bool AccumulatesStored => false;

    /// <summary>Whether the next pass may come model by model, through <see cref="AccumulateStored(in StoredBlock, int)"/>; the statistic is the same.</summary>
    internal virtual bool AccumulatesModels => false;

    /// <summary>Whether blocks may be combined by <see cref="CombineStored"/>.</summary>
    internal virtual bool CombinesStored => false;

    /// <summary>Takes a block into the statistic.</summary>
    internal virtual void AccumulateStored(in StoredBlock block) => throw new NotSupportedException();

    /// <summary>Whether the next pass needs model <paramref name="model"/>, where it comes model by model.</summary>
    internal virtual bool AccumulatesModel(int model) => true;

    /// <summary>Takes a block of one model into the statistic, the only one in the block.</summary>
    internal virtual void AccumulateStored(in StoredBlock block, int model) => throw new NotSupportedException();

    /// <summary>
    /// Writes the merged weights of a block as they are stored: what <see cref="Combine"/> gives, rounded. False where this is not the way, or where an input or a result is not finite:
    /// then the other way must be gone.
    /// </summary>
    internal virtual bool CombineStored(in StoredBlock block, byte* result) => false;
}
