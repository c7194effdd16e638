namespace Sinter.Merging;

/// <summary>Transforms one tensor's task vectors before the merge method sees them.</summary>
public abstract class TensorTransform : TensorStage
{
    /// <summary>Changes the task vectors of a block in place, through <see cref="Block.Mutable"/>.</summary>
    public abstract void Apply(in Block block);
}
