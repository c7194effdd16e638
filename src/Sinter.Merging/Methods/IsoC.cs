using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Isotropic merging in the common subspace, Iso-C: the sum of the task vectors keeps its singular vectors and gets one singular value, their mean: Σ d_t = U S Vᵀ → s̄ U Vᵀ.
/// Tensors that are no matrices get the mean of the task vectors. Directions in which no task moved stay unmoved (the authors' code turns them into arbitrary ones).
/// Marczak et al., "No Task Left Behind: Isotropic Model Merging with Common and Task-Specific Subspaces", ICML 2025 (arXiv 2502.04959) [CODE: iso-merging@d34010a].
/// </summary>
internal sealed class IsoC : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "iso_c",
        "Sums the task vectors and makes all singular values of the sum equal.",
        "B + λ s̄ U Vᵀ, Σ d_t = U S Vᵀ, s̄ = mean(S); other tensors B + λ mean(d_t)",
        "Marczak et al. 2025, arXiv 2502.04959 [CODE: iso-merging@d34010a]",
        MethodScope.Matrix,
        BaseModelUse.Required)
    {
        Parameters = [CommonParameters.Lambda, MatrixParameters.Flatten],
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var scale = tensor.Settings.Number("lambda");
        return MatrixMerge.Takes(tensor, tensor.Settings.Flag("flatten")) ? new Merge(tensor, scale) : LinearMerge.Mean(tensor, scale);
    }

    private sealed unsafe class Merge(TensorContext tensor, double scale) : MatrixMerge(tensor, scale)
    {
        protected override long WorkBytes => (sizeof(float) * Tensor.Count) + PolarDecomposition.WorkspaceBytes(Rows, Columns);

        protected override NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace)
        {
            using var sum = Sum(reader);
            using var values = new NativeBuffer<float>(Order);
            var result = new NativeBuffer<float>(Tensor.Count);
            PolarDecomposition.Factor(Rows, Columns, sum.Pointer, result.Pointer, values.Pointer, workspace, complete: false);
            Spectra.Scale(result.Span, Spectra.Mean(values.Span));
            return result;
        }
    }
}
