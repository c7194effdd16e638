using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Riemannian (Karcher) mean of the models' directions on the sphere, with equal weights, times their mean length. It starts at the normalized mean direction and moves
/// along the mean of the logarithms (θ_i / sin θ_i)(u_i − cos θ_i m) until that is shorter than tol, at most max_iter times. Karcher 1977; as in mergekit.
/// </summary>
/// <remarks>The mean is a linear combination of the models: the iteration runs on its coefficients, with dot products taken from the Gram matrix.</remarks>
internal sealed class Karcher : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "karcher",
        "Takes the Riemannian mean of the models' directions, and the mean of their lengths.",
        "mean(‖W_i‖) · argmin_m Σ θ(m, u_i)², u_i = W_i / ‖W_i‖",
        "Karcher 1977, DOI 10.1002/cpa.3160300502; as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Ignored)
    {
        Parameters =
        [
            new ParameterDefinition("max_iter", ParameterKind.Integer, 10.0, "Most steps of the iteration.") { Minimum = 0, Maximum = 100_000 },
            new ParameterDefinition("tol", ParameterKind.Number, 1e-5, "Length of a step that ends the iteration; shorter models are left out.") { Minimum = 0 },
        ],
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        if (tensor.Models == 1) return new LinearMerge(0, [1]);
        var (steps, tolerance) = (tensor.Settings.Integer("max_iter"), tensor.Settings.Number("tol"));
        return new GramMerge(tensor, 0, (gram, coefficients) => Solve(gram, steps, tolerance, coefficients));
    }

    private static void Solve(GramMatrix gram, int steps, double tolerance, Span<double> mean)
    {
        var size = gram.Size;
        var lengths = new double[size];
        for (var i = 0; i < size; i++) lengths[i] = gram.Norm(i);
        var valid = Enumerable.Range(0, size).Where(i => lengths[i] > tolerance).ToArray();
        mean.Clear();
        if (valid.Length == 0) return;

        foreach (var i in valid) mean[i] = 1 / (valid.Length * lengths[i]);
        if (gram.Norm(mean) < tolerance) StartAt(mean, valid[0], lengths);
        Normalize(gram, mean);
        for (var step = 0; step < steps && Move(gram, mean, valid, lengths, tolerance); step++) Normalize(gram, mean);
        TensorPrimitives.Multiply(mean, lengths.Average(), mean);
    }

    private static void StartAt(Span<double> mean, int model, double[] lengths)
    {
        mean.Clear();
        mean[model] = 1 / lengths[model];
    }

    private static void Normalize(GramMatrix gram, Span<double> mean)
    {
        var norm = gram.Norm(mean);
        if (norm > 0)
            for (var i = 0; i < mean.Length; i++) mean[i] /= norm;
    }

    // One step along the mean logarithm; false when it is too short to matter.
    private static bool Move(GramMatrix gram, Span<double> mean, int[] valid, double[] lengths, double tolerance)
    {
        var tangent = new double[mean.Length];
        var unit = new double[mean.Length];
        foreach (var i in valid)
        {
            Array.Clear(unit);
            unit[i] = 1 / lengths[i];
            var cosine = Math.Clamp(gram.Dot(mean, unit), -1, 1);
            var angle = Math.Acos(cosine);
            // At an angle of π the direction is not defined: the model has no say in this step.
            if (angle < tolerance || Math.PI - angle < tolerance) continue;
            var factor = angle / Math.Sin(angle) / valid.Length;
            for (var j = 0; j < mean.Length; j++) tangent[j] += factor * (unit[j] - cosine * mean[j]);
        }

        var length = gram.Norm(tangent);
        if (!(length >= tolerance) || length == 0) return false;
        var (sine, cosineOfStep) = Math.SinCos(length);
        for (var j = 0; j < mean.Length; j++) mean[j] = cosineOfStep * mean[j] + sine / length * tangent[j];
        return true;
    }
}
