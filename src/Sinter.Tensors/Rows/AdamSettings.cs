namespace Sinter.Tensors;

/// <summary>One step of Adam (1412.6980) or, with decoupled decay, AdamW (1711.05101).</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the root of the second moment.</param>
/// <param name="WeightDecay">λ; 0 for none.</param>
/// <param name="Decoupled">True: parameters shrink by η λ (AdamW). False: λ · parameter is added to the gradient.</param>
/// <param name="Step">1 for the first step.</param>
/// <param name="GradientScale">Gradients are multiplied by it first (clipping).</param>
internal readonly record struct AdamSettings(
    float LearningRate, float Beta1, float Beta2, float Epsilon, float WeightDecay, bool Decoupled, long Step, float GradientScale = 1f);
