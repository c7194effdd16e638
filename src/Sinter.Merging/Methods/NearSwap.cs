using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// NearSwap: takes the other model's weight where it is near the base's, and less of it the farther it is: s W + (1−s) B, s = clamp(t / max(|B−W|, 1e-6), 0, 1).
/// Alchemonaut, QuartetAnemoi-70B (2024); as in mergekit.
/// </summary>
internal sealed class NearSwap : MergeMethod
{
    private const float SmallestDistance = 1e-6f;

    public override MethodDeclaration Declaration { get; } = new(
        "nearswap",
        "Takes the other model's weights where they are near the base's.",
        "s W + (1−s) B, s = clamp(t / max(|B−W|, 1e-6), 0, 1)",
        "Alchemonaut 2024, huggingface.co/alchemonaut/QuartetAnemoi-70B-t0.0001; as in mergekit",
        MethodScope.Element,
        BaseModelUse.Required)
    {
        Parameters = [new ParameterDefinition("t", ParameterKind.Number, null, "Distance up to which the other model's weight is taken whole; above zero.") { Minimum = 0 }],
        MaximumModels = 1,
        InMergekit = true,
    };

    public override bool UsesTaskVectors(bool hasBase) => false;

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge((float)tensor.Settings.Number("t"));

    private sealed class Merge(float t) : TensorMerge
    {
        public override void Combine(in Block block, Span<float> result)
        {
            var share = block.Scratch(0);
            TensorPrimitives.Subtract(block.Model(0), block.Base, share);
            TensorPrimitives.Abs<float>(share, share);
            TensorPrimitives.Max(share, SmallestDistance, share);
            TensorPrimitives.Divide(t, share, share);
            TensorPrimitives.Min(share, 1f, share);
            TensorPrimitives.Lerp(block.Base, block.Model(0), share, result);
        }
    }
}
