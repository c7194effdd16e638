namespace Sinter.Merging;

/// <summary>Combines one tensor's blocks.</summary>
public abstract class TensorMerge : TensorStage
{
    /// <summary>Tensors written beside the model, for example masks; none for most methods.</summary>
    public virtual IReadOnlyList<SideTensor> SideTensors => [];

    /// <summary>Writes the merged weights (not the merged task vector) of a block. May be called from several workers at once, for different blocks.</summary>
    public abstract void Combine(in Block block, Span<float> result);

    /// <summary>Writes a block of side tensor <paramref name="side"/>, as its own bytes.</summary>
    public virtual void CombineSide(in Block block, int side, Span<byte> destination)
    {
    }
}
