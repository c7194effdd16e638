namespace Sinter.Merging;

/// <summary>Leaves a tensor's task vectors as they are.</summary>
internal sealed class NoTransform : TensorTransform
{
    public override void Apply(in Block block)
    {
    }
}
