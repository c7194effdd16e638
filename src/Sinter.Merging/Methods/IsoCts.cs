using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Iso-CTS: isotropic merging with a common and task-specific subspaces. The top k singular triplets of Σ d_t are common; each task adds the top (r − k) / T triplets of what is
/// left of its task vector outside the common left vectors, (I − U_c U_cᵀ) d_t. All left and all right vectors are made orthogonal and get one singular value, the mean of all:
/// s̄ Û_⊥ V̂_⊥ᵀ. k = r − round((r − ⌊f r⌋) / T) T with f the common fraction, halves rounded to even. Other tensors get the mean.
/// Marczak et al., ICML 2025 (arXiv 2502.04959) [CODE: iso-merging@d34010a].
/// </summary>
internal sealed class IsoCts : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "iso_cts",
        "Joins the main directions of the summed task vectors with directions of each task, all with one singular value.",
        "B + λ s̄ Û⊥ V̂⊥ᵀ from the top k triplets of Σ d_t and the top (r−k)/T of each (I − U_c U_cᵀ) d_t; other tensors B + λ mean(d_t)",
        "Marczak et al. 2025, arXiv 2502.04959 [CODE: iso-merging@d34010a]",
        MethodScope.Matrix,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Lambda,
            new("common_fraction", ParameterKind.Number, 0.8, "Share of the rank that is common to all tasks.") { Minimum = 0, Maximum = 1 },
            MatrixParameters.Flatten,
        ],
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var scale = tensor.Settings.Number("lambda");
        return MatrixMerge.Takes(tensor, tensor.Settings.Flag("flatten")) ? new Merge(tensor, scale) : LinearMerge.Mean(tensor, scale);
    }

    private sealed unsafe class Merge(TensorContext tensor, double scale) : MatrixMerge(tensor, scale)
    {
        private readonly double _fraction = tensor.Settings.Number("common_fraction");

        // Triplets of a task, and what is left for the common ones.
        private int Specific => Math.Min(Order / Models, (int)Math.Round((Order - (int)(Order * _fraction)) / (double)Models));

        private int Common => Order - (Specific * Models);

        protected override long WorkBytes
        {
            get
            {
                long left = sizeof(float) * (long)Rows * Order, right = sizeof(float) * (long)Columns * Order, matrix = sizeof(float) * Tensor.Count;
                var decomposing = left + right + matrix + Math.Max(Math.Max(Svd.WorkspaceBytes(Rows, Columns, Common), Svd.WorkspaceBytes(Rows, Columns, Specific)), right * Common / Order);
                var orthogonalising = left + right + Math.Max(left, right) + PolarDecomposition.WorkspaceBytes(Math.Max(Rows, Columns), Order);
                return Math.Max(decomposing, orthogonalising) - matrix;
            }
        }

        protected override NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace)
        {
            int common = Common, specific = Specific, first = specific * Models;
            var left = new NativeBuffer<float>((long)Rows * Order);
            var right = new NativeBuffer<float>((long)Order * Columns);
            try
            {
                using var values = new NativeBuffer<float>(Order);
                using (var sum = Sum(reader))
                {
                    if (common > 0) Spectra.Append(Rows, Columns, sum.Pointer, common, left.Pointer, Order, values.Pointer, right.Pointer, first);
                    for (var model = 0; model < Models && specific > 0; model++)
                    {
                        reader.Cancellation.ThrowIfCancellationRequested();
                        reader.ReadModel(model, sum.Span);
                        ProjectOut(sum.Pointer, left.Pointer + first, common, workspace);
                        Spectra.Append(Rows, Columns, sum.Pointer, specific, left.Pointer, Order, values.Pointer, right.Pointer, model * specific);
                    }
                }

                left = Spectra.Orthogonalise(Rows, Order, left, workspace);
                right = Spectra.Orthogonalise(Order, Columns, right, workspace);
                var mean = (float)Spectra.Mean(values.Span);
                values.Span.Fill(mean);
                return Spectra.Multiply(Rows, Columns, Order, left, values.Span, right, workspace);
            }
            finally
            {
                left.Dispose();
                right.Dispose();
            }
        }

        // matrix ← matrix − U (Uᵀ matrix), U the common left vectors.
        private void ProjectOut(float* matrix, float* vectors, int count, MatrixWorkspace workspace)
        {
            if (count == 0) return;
            using var inside = new NativeBuffer<float>((long)count * Columns);
            MatrixProduct.Multiply(true, false, count, Columns, Rows, vectors, Order, matrix, Columns, accumulate: false, inside.Pointer, Columns, workspace);
            Spectra.Scale(inside.Span, -1);
            MatrixProduct.Multiply(false, false, Rows, Columns, count, vectors, Order, inside.Pointer, Columns, accumulate: true, matrix, Columns, workspace);
        }
    }
}
