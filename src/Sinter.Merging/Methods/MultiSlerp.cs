using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Barycentric interpolation of several models on the sphere: u_i = X_i / (‖X_i‖ + ε), m = unit(Σ w_i u_i), the weighted mean of the u_i in the tangent space at m, back
/// by the exponential map, times Σ w_i ‖X_i‖; X_i is the task vector with a base, else the weights. Goddard, "Multi-SLERP" (2025), as in mergekit.
/// </summary>
/// <remarks>
/// The tangent mean Σ w_i (u_i − (u_i·m) m) is Σ w_i u_i less its part along m, and Σ w_i u_i is parallel to m: it vanishes for any weights, and the result is
/// m Σ w_i ‖X_i‖. Where Σ w_i u_i itself vanishes (opposite models, or a tensor that nobody changed) there is no direction m: then Σ w_i X_i.
/// </remarks>
internal sealed class MultiSlerp : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "multislerp",
        "Interpolates between several models on a sphere.",
        "m Σ w_i ‖X_i‖, m = unit(Σ w_i X_i / ‖X_i‖); X_i = d_i with a base (added back), else W_i; Σ w_i X_i if there is no such m",
        "Goddard 2025, goddard.blog/posts/multislerp-wow-what-a-cool-idea; as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Optional)
    {
        Parameters =
        [
            CommonParameters.Weight,
            new ParameterDefinition("normalize_weights", ParameterKind.Flag, true, "Divide the weights by their sum."),
            new ParameterDefinition("eps", ParameterKind.Number, 1e-8, "Lengths below it count as none.") { Minimum = 0 },
        ],
        InMergekit = true,
    };

    public override void Validate(TensorContext tensor)
    {
        if (tensor.Settings.Flag("normalize_weights")) WeightChecks.RequireSum(Declaration.Name, tensor);
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var baseCoefficient = UsesTaskVectors(tensor.HasBase) ? 1 : 0;
        if (tensor.Models == 1) return new LinearMerge(baseCoefficient, [1]);
        var weights = tensor.Settings.Numbers("weight");
        var divisor = tensor.Settings.Flag("normalize_weights") ? weights.Sum() : 1;
        weights = Array.ConvertAll(weights, weight => weight / divisor);
        var epsilon = tensor.Settings.Number("eps");
        return new GramMerge(tensor, baseCoefficient, (gram, coefficients) => Solve(gram, weights, epsilon, coefficients));
    }

    private static void Solve(GramMatrix gram, double[] weights, double epsilon, Span<double> mean)
    {
        var length = 0.0;
        for (var i = 0; i < mean.Length; i++)
        {
            var norm = gram.Norm(i);
            mean[i] = norm > 0 ? weights[i] / (norm + epsilon) : 0;
            length += weights[i] * norm;
        }

        var meanNorm = gram.Norm(mean);
        if (meanNorm > epsilon)
            TensorPrimitives.Multiply(mean, length / meanNorm, mean);
        else
            weights.CopyTo(mean);
    }
}
