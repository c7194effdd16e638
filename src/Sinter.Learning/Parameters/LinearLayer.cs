namespace Sinter.Learning;

/// <summary>y = W x + b, with W of shape [outputs, inputs] as in Hugging Face checkpoints. Which W and b is the parameter source's affair.</summary>
public sealed class LinearLayer
{
    internal LinearLayer(WeightSlot weight, WeightSlot? bias)
    {
        Weight = weight;
        Bias = bias;
    }

    /// <summary>Size of x.</summary>
    public int Inputs => (int)Weight.Shape[1];

    /// <summary>Size of y.</summary>
    public int Outputs => (int)Weight.Shape[0];

    internal WeightSlot Weight { get; }

    internal WeightSlot? Bias { get; }

    /// <inheritdoc/>
    public override string ToString() => Weight.ToString();
}
