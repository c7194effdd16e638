using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// WUDI: of every matrix the merged task vector that interferes least with the experts' inputs, which lie in the span of their task vectors' rows:
/// min_τ Σ_t ‖(τ − d_t) d_tᵀ‖² / ‖d_t‖², from τ = Σ d_t, by Adam. Other tensors get the mean.
/// The gradient 2 (τ G − H) with G = Σ d_tᵀ d_t / ‖d_t‖², H = Σ d_t d_tᵀ d_t / ‖d_t‖² needs the experts only once, and its rows do not depend on each other.
/// Cheng et al., "Whoever Started the Interference Should End It: Guiding Data-Free Model Merging via Task Vectors", ICML 2025 (arXiv 2503.08099) [CODE: FusionBench].
/// </summary>
internal sealed class Wudi : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "wudi",
        "Searches the task vector that disturbs each expert least on the inputs it was trained on.",
        "B + λ argmin_τ Σ_t ‖(τ − d_t) d_tᵀ‖²_F / ‖d_t‖²_F, Adam from Σ d_t; other tensors B + λ mean(d_t)",
        "Cheng et al. 2025, arXiv 2503.08099 [CODE: FusionBench]",
        MethodScope.Matrix,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Lambda,
            new("iterations", ParameterKind.Integer, 300, "Steps of Adam.") { Minimum = 0 },
            new("learning_rate", ParameterKind.Number, 1e-5, "Learning rate of Adam.") { Minimum = 0 },
        ],
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var scale = tensor.Settings.Number("lambda");
        return MatrixMerge.Takes(tensor) ? new Merge(tensor, scale) : LinearMerge.Mean(tensor, scale);
    }

    private sealed unsafe class Merge(TensorContext tensor, double scale) : MatrixMerge(tensor, scale)
    {
        private const int RowsAtOnce = 192;

        protected override long WorkBytes =>
            SymmetricGram.Bytes(Columns) + (sizeof(float) * (Tensor.Count + Math.Max(Tensor.Count + ((long)Order * Order), 3L * RowsAtOnce * Columns)));

        protected override NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace)
        {
            var result = new NativeBuffer<float>(Tensor.Count);
            using var gram = new SymmetricGram(Columns);
            using var target = new NativeBuffer<float>(Tensor.Count);
            Gather(reader, result, gram, target.Pointer, workspace);

            using var memory = new NativeBuffer<float>(3L * RowsAtOnce * Columns);
            for (var row = 0; row < Rows; row += RowsAtOnce)
            {
                var rows = Math.Min(RowsAtOnce, Rows - row);
                reader.Cancellation.ThrowIfCancellationRequested();
                Descend(result.Slice((long)row * Columns, rows * Columns), target.Slice((long)row * Columns, rows * Columns), gram, memory, rows, workspace);
            }

            return result;
        }

        // sum = Σ d_t, gram = Σ d̂_tᵀ d̂_t, target = Σ d_t d̂_tᵀ d̂_t with d̂ = d / ‖d‖.
        private void Gather(TensorReader reader, NativeBuffer<float> sum, SymmetricGram gram, float* target, MatrixWorkspace workspace)
        {
            using var vector = new NativeBuffer<float>(Tensor.Count);
            using var small = new NativeBuffer<float>((long)Order * Order);
            for (var model = 0; model < Models; model++)
            {
                reader.Cancellation.ThrowIfCancellationRequested();
                reader.ReadModel(model, vector.Span);
                TensorPrimitives.Add(sum.Span, vector.Span, sum.Span);
                var norm = Math.Sqrt(Sums.OfSquares(vector.Span));
                if (norm == 0) continue;
                Spectra.Scale(vector.Span, 1 / norm);
                var tall = Rows > Columns;
                MatrixProduct.Multiply(
                    tall, !tall, Order, Order, tall ? Rows : Columns, vector.Pointer, Columns, vector.Pointer, Columns, accumulate: false, small.Pointer, Order, workspace);
                if (tall) gram.Add(small.Pointer);
                else gram.AddProduct(vector.Pointer, Rows, workspace);

                Spectra.Scale(small.Span, norm);
                if (tall) MatrixProduct.Multiply(false, false, Rows, Columns, Columns, vector.Pointer, Columns, small.Pointer, Order, accumulate: true, target, Columns, workspace);
                else MatrixProduct.Multiply(false, false, Rows, Columns, Rows, small.Pointer, Order, vector.Pointer, Columns, accumulate: true, target, Columns, workspace);
            }
        }

        private void Descend(Span<float> values, ReadOnlySpan<float> target, SymmetricGram gram, NativeBuffer<float> memory, int rows, MatrixWorkspace workspace)
        {
            memory.Span.Clear();
            var length = rows * Columns;
            Span<float> gradient = memory.Slice(0, length), first = memory.Slice(length, length), second = memory.Slice(2L * length, length);
            var rate = Tensor.Settings.Number("learning_rate");
            var iterations = Tensor.Settings.Integer("iterations");
            for (var step = 1; step <= iterations; step++)
            {
                fixed (float* value = values, slope = gradient)
                    gram.Multiply(value, rows, slope, workspace);
                TensorPrimitives.Subtract(gradient, target, gradient);
                Spectra.Scale(gradient, 2);
                Adam.Step(step, rate, gradient, first, second, values);
            }
        }
    }
}
