using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>A tensor of a checkpoint that goes into an output tensor. When it has more elements than the output (a cut vocabulary), the first ones are taken.</summary>
/// <param name="Checkpoint">Where it is read from.</param>
/// <param name="Tensor">Which tensor; its name may differ from the output's (slices renumber layers).</param>
public sealed record TensorSource(Checkpoint Checkpoint, TensorInfo Tensor);
