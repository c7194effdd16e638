namespace Sinter.Learning;

/// <summary>A layer norm (with shift) or an RMS norm (without).</summary>
internal sealed record NormLayer(WeightSlot Scale, WeightSlot? Shift, float Epsilon)
{
    public override string ToString() => Scale.ToString();
}
