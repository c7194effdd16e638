namespace Sinter.Merging;

/// <summary>
/// Spherical interpolation of two models on the flattened tensor: [sin((1−t)θ) W_0 + sin(tθ) W_1] / sin θ with θ = acos(u_0 · u_1), u_i = W_i / ‖W_i‖; a straight line
/// when |u_0 · u_1| &gt; 0.9995. Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985; on model weights as in mergekit.
/// </summary>
internal sealed class Slerp : MergeMethod
{
    private const double LargestCosine = 0.9995;

    public override MethodDeclaration Declaration { get; } = new(
        "slerp",
        "Interpolates between two models along a great circle; t = 0 is the base.",
        "[sin((1−t)θ) W_0 + sin(tθ) W_1] / sin θ, θ = acos(u_0·u_1); (1−t) W_0 + t W_1 if |u_0·u_1| > 0.9995",
        "Shoemake 1985; as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.FirstModel)
    {
        Parameters = [new ParameterDefinition("t", ParameterKind.Number, null, "Place between the models: 0 is the base, 1 the other one.")],
        MinimumModels = 2,
        MaximumModels = 2,
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var t = tensor.Settings.Number("t");
        return new GramMerge(tensor, 0, (gram, coefficients) => Sphere.Interpolate(gram.Cosine(0, 1), t, LargestCosine, coefficients));
    }
}
