using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>A tensor of the output with its inputs, before it has settings.</summary>
/// <param name="Action">Merged or copied.</param>
/// <param name="Output">Type, shape and length in the output.</param>
/// <param name="Base">The base's tensor, when it is read apart.</param>
/// <param name="Models">The models' tensors; for a copy, those to compare it with.</param>
/// <param name="Source">What is copied.</param>
internal sealed record MatchedTensor(TensorAction Action, TensorInfo Output, TensorSource? Base, TensorSource[] Models, TensorSource? Source);
