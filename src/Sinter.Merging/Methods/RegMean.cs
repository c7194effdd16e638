using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// RegMean: of every linear layer the weight whose outputs on all tasks' inputs come closest to the experts': W*ᵀ = (Σ Ĝ_t)⁻¹ Σ Ĝ_t W_tᵀ, G_t = Xᵀ X / n the Gram matrix of task
/// t's inputs, Ĝ_t the same with off-diagonal elements times α. Solved by Cholesky in double for the differences to the first model, so that equal weights come out unchanged; a
/// ridge of <c>ridge</c> times the mean diagonal is added, ten times more each time the matrix is not positive definite. Tensors without a Gram matrix are averaged.
/// Jin et al., "Dataless Knowledge Fusion by Merging Weights of Language Models", ICLR 2023 (arXiv 2212.09849) [CODE: FusionBench, MergeLM@6d49ad9].
/// </summary>
internal sealed class RegMean : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "regmean",
        "Fits each linear layer to the experts' outputs, from Gram matrices of their inputs.",
        "W*ᵀ = (Σ Ĝ_t)⁻¹ Σ Ĝ_t W_tᵀ, Ĝ_t = XᵀX/n with off-diagonal elements × α; other tensors Σ W_t / T",
        "Jin et al. 2023, arXiv 2212.09849 [CODE: FusionBench, MergeLM@6d49ad9]",
        MethodScope.Matrix,
        BaseModelUse.Ignored)
    {
        Parameters =
        [
            new("statistics", ParameterKind.File, null, "Checkpoint with the Gram matrix [inputs, inputs] of each linear layer under its weight's name.") { PerModel = true },
            new("alpha", ParameterKind.Number, 0.95, "Factor of the off-diagonal elements.") { Minimum = 0, Maximum = 1 },
            new("ridge", ParameterKind.Number, 1e-7, "Added to the diagonal, as a share of its mean.") { Minimum = 0 },
        ],
    };

    public override void Validate(TensorContext tensor)
    {
        if (!HasGrams(tensor)) return;
        var inputs = tensor.Shape[1];
        for (var model = 0; model < tensor.Models; model++)
        {
            var shape = tensor.Statistics[model]!.Shape;
            if (shape.Rank == 2 && shape[0] == inputs && shape[1] == inputs) continue;
            throw new RecipeException(
                RecipeError.ShapeMismatch, $"tensor '{tensor.Name}' {tensor.Shape}: the Gram matrix of model {model + 1} is {shape}, expected [{inputs}, {inputs}].");
        }
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        if (!HasGrams(tensor)) return new LinearMerge(0, [.. Enumerable.Repeat(1f / tensor.Models, tensor.Models)]);
        Validate(tensor);
        return new Fit(tensor);
    }

    private static bool HasGrams(TensorContext tensor) =>
        tensor.Shape.Rank == 2 && tensor.Count > 0 && tensor.Statistics.Count == tensor.Models && !tensor.Statistics.Contains(null);

    private sealed unsafe class Fit(TensorContext tensor) : TensorMerge
    {
        private const double LargestRidge = 1;
        private readonly int _outputs = checked((int)tensor.Shape[0]);
        private readonly int _inputs = checked((int)tensor.Shape[1]);
        private readonly double _alpha = tensor.Settings.Number("alpha");
        private NativeBuffer<float>? _result;

        public override bool NeedsTensors => true;

        public override long PreparationBytes => ((long)_inputs * _inputs * (sizeof(double) + sizeof(float))) + (tensor.Count * (sizeof(double) + (3L * sizeof(float))));

        public override void Prepare(TensorReader reader)
        {
            using var workspace = new MatrixWorkspace(reader.Workers);
            using var gram = new NativeBuffer<double>((long)_inputs * _inputs);
            using var solution = new NativeBuffer<double>(tensor.Count);
            _result = new NativeBuffer<float>(tensor.Count);
            reader.ReadModel(0, _result.Span);
            Gather(reader, gram, solution, workspace);
            if (!Solve(gram, solution)) Average(reader, solution);
            for (var row = 0; row < _outputs; row++)
            {
                var line = _result.Slice((long)row * _inputs, _inputs);
                for (var i = 0; i < line.Length; i++) line[i] += (float)solution.Pointer[((long)i * _outputs) + row];
            }
        }

        public override void Combine(in Block block, Span<float> result) => _result!.Slice(block.Offset, block.Length).CopyTo(result);

        protected override void Dispose(bool disposing)
        {
            _result?.Dispose();
            base.Dispose(disposing);
        }

        // gram = Σ Ĝ_t; right = Σ Ĝ_t (W_t − W_1)ᵀ, [inputs, outputs].
        private void Gather(TensorReader reader, NativeBuffer<double> gram, NativeBuffer<double> right, MatrixWorkspace workspace)
        {
            using var statistics = new NativeBuffer<float>((long)_inputs * _inputs);
            using var difference = new NativeBuffer<float>(tensor.Count);
            using var product = new NativeBuffer<float>(tensor.Count);
            for (var model = 0; model < tensor.Models; model++)
            {
                reader.Cancellation.ThrowIfCancellationRequested();
                reader.ReadStatistics(model, statistics.Span);
                for (var i = 0; i < _inputs; i++)
                {
                    var row = statistics.Slice((long)i * _inputs, _inputs);
                    var diagonal = row[i];
                    TensorPrimitives.Multiply(row, (float)_alpha, row);
                    row[i] = diagonal;
                    for (var j = 0; j < _inputs; j++) gram.Pointer[((long)i * _inputs) + j] += row[j];
                }

                if (model == 0) continue;
                reader.ReadModel(model, difference.Span);
                TensorPrimitives.Subtract(difference.Span, _result!.Span, difference.Span);
                MatrixProduct.Multiply(
                    false, true, _inputs, _outputs, _inputs, statistics.Pointer, _inputs, difference.Pointer, _inputs, accumulate: false, product.Pointer, _outputs, workspace);
                for (var i = 0L; i < tensor.Count; i++) right.Pointer[i] += product.Pointer[i];
            }
        }

        private bool Solve(NativeBuffer<double> gram, NativeBuffer<double> right)
        {
            var diagonal = new double[_inputs];
            for (var i = 0; i < _inputs; i++) diagonal[i] = gram.Pointer[i * (_inputs + 1L)];
            var mean = diagonal.Sum() / _inputs;
            if (!(mean > 0)) return false;
            for (var ridge = tensor.Settings.Number("ridge"); ridge <= LargestRidge; ridge = Math.Max(1e-10, ridge * 10))
            {
                if (Cholesky.Solve(_inputs, gram.Pointer, ridge * mean, _outputs, right.Pointer)) return true;

                // The failed factor lies in the lower triangle; the upper one is whole.
                for (var i = 0; i < _inputs; i++)
                {
                    gram.Pointer[i * (_inputs + 1L)] = diagonal[i];
                    for (var j = 0; j < i; j++) gram.Pointer[((long)i * _inputs) + j] = gram.Pointer[((long)j * _inputs) + i];
                }
            }

            return false;
        }

        // No inputs at all: Gram matrices of zeros. Every weight fits equally well.
        private void Average(TensorReader reader, NativeBuffer<double> solution)
        {
            solution.Span.Clear();
            using var values = new NativeBuffer<float>(tensor.Count);
            for (var model = 1; model < tensor.Models; model++)
            {
                reader.ReadModel(model, values.Span);
                for (var row = 0; row < _outputs; row++)
                    for (var i = 0; i < _inputs; i++)
                        solution.Pointer[((long)i * _outputs) + row] += ((double)values.Pointer[((long)row * _inputs) + i] - _result!.Pointer[((long)row * _inputs) + i]) / tensor.Models;
            }
        }
    }
}
