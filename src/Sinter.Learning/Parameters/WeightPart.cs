using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>One named tensor of a network's weights.</summary>
/// <param name="Name">The name in a checkpoint, for example <c>vit.encoder.layer.0.output.dense.weight</c>.</param>
/// <param name="Shape">Its shape in a checkpoint.</param>
/// <param name="Offset">Where its elements begin in <see cref="Weights.Values"/>.</param>
/// <param name="Layer">Which layer it belongs to: 0 the embeddings, 1 .. L the blocks, L + 1 what follows.</param>
/// <param name="Start">How a fresh network begins.</param>
public sealed record WeightPart(string Name, TensorShape Shape, long Offset, int Layer, WeightStart Start)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Count;
}
