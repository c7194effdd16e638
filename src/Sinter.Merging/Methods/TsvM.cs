using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// TSV-M, task singular vectors: of each task vector's matrix the top ⌊r / T⌋ singular triplets; the left and the right vectors of all tasks are put side by side and each made
/// orthogonal to the others (the nearest isometry), so that tasks do not interfere: Û_⊥ diag(Ŝ) V̂_⊥ᵀ. Variants for comparison: <c>lossless</c> keeps all triplets (and
/// needs memory for all models at once), <c>rank_reduction</c> does not orthogonalise. Other tensors, and matrices with fewer rows than tasks, get the mean.
/// Gargiulo et al., "Task Singular Vectors: Reducing Task Interference in Model Merging", CVPR 2025 (arXiv 2412.00081) [CODE: task_singular_vectors@a6c9718].
/// </summary>
internal sealed class TsvM : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "tsv_m",
        "Keeps the top singular vectors of each task and makes those of all tasks orthogonal.",
        "B + λ Û⊥ diag(Ŝ) V̂⊥ᵀ, (Û, Ŝ, V̂) = the top ⌊r/T⌋ singular triplets of every d_t side by side; other tensors B + λ mean(d_t)",
        "Gargiulo et al. 2025, arXiv 2412.00081 [CODE: task_singular_vectors@a6c9718]",
        MethodScope.Matrix,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Lambda,
            new("variant", ParameterKind.Choice, "svd", "svd is the method; lossless and rank_reduction leave one of its two steps out.") { Choices = ["svd", "lossless", "rank_reduction"] },
            MatrixParameters.Flatten,
        ],
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var scale = tensor.Settings.Number("lambda");
        if (!MatrixMerge.Takes(tensor, tensor.Settings.Flag("flatten"))) return LinearMerge.Mean(tensor, scale);
        var merge = new Merge(tensor, scale);
        return merge.Rank > 0 ? merge : LinearMerge.Mean(tensor, scale);
    }

    private sealed unsafe class Merge(TensorContext tensor, double scale) : MatrixMerge(tensor, scale)
    {
        private readonly string _variant = tensor.Settings.Text("variant");

        /// <summary>Triplets a task keeps.</summary>
        public int Rank => _variant == "lossless" ? Order : Order / Models;

        // While a task is decomposed: its matrix and all vectors so far; while the left side is orthogonalised: both sides, and the left once more.
        protected override long WorkBytes
        {
            get
            {
                long width = (long)Rank * Models, left = sizeof(float) * Rows * width, right = sizeof(float) * Columns * width;
                var decomposing = left + right + (sizeof(float) * Tensor.Count) + Svd.WorkspaceBytes(Rows, Columns, Rank);
                var orthogonalising = left + right + Math.Max(left, right) + PolarDecomposition.WorkspaceBytes(Math.Max(Rows, Columns), (int)width);
                return Math.Max(decomposing, orthogonalising) - (sizeof(float) * Tensor.Count);
            }
        }

        protected override NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace)
        {
            var width = checked(Rank * Models);
            var left = new NativeBuffer<float>((long)Rows * width);
            var right = new NativeBuffer<float>((long)width * Columns);
            try
            {
                using var values = new NativeBuffer<float>(width);
                using (var vector = new NativeBuffer<float>(Tensor.Count))
                {
                    for (var model = 0; model < Models; model++)
                    {
                        reader.Cancellation.ThrowIfCancellationRequested();
                        reader.ReadModel(model, vector.Span);
                        Spectra.Append(Rows, Columns, vector.Pointer, Rank, left.Pointer, width, values.Pointer, right.Pointer, model * Rank);
                    }
                }

                if (_variant != "rank_reduction")
                {
                    left = Spectra.Orthogonalise(Rows, width, left, workspace);
                    right = Spectra.Orthogonalise(width, Columns, right, workspace);
                }

                return Spectra.Multiply(Rows, Columns, width, left, values.Span, right, workspace);
            }
            finally
            {
                left.Dispose();
                right.Dispose();
            }
        }
    }
}
