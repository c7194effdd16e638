using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// OPCM, continual merging by orthogonal projection: models join one after the other, in the recipe's order. Of the next task vector's matrix what lies in the main directions of the
/// merge so far is taken out: with ΔW = U Σ Vᵀ and P = Uᵀ d_t V, the diagonal of P and its block up to the rank that holds the share α of Σ. After each step the whole
/// task vector is scaled to the mean norm of the task vectors so far. The scale of one step cancels in the next, ΔW_t λ_t = ΔW_{t−1} λ_{t−1} + d̃_t, so that M = d_1 + Σ d̃_t and
/// one whole-model norm are all that is needed: B + M mean‖d_t‖ / ‖M‖. Null directions of ΔW, whose pairing is arbitrary, are not projected.
/// Tang et al., "Merging Models on the Fly Without Retraining: A Sequential Approach to Scalable Continual Model Merging", 2025 (arXiv 2501.09522) [CODE: FusionBench, the authors'].
/// </summary>
internal sealed class Opcm : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "opcm",
        "Adds one model after the other, each without what the merge so far already uses.",
        "B + M mean‖d_t‖/‖M‖, M = d_1 + Σ_t≥2 U P̃_t Vᵀ, P̃_t = Uᵀ d_t V without its diagonal and its top block, M so far = U Σ Vᵀ",
        "Tang et al. 2025, arXiv 2501.09522 [CODE: FusionBench]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters =
        [
            new("alpha", ParameterKind.Number, 0.5, "Share of the singular values' sum whose directions are protected.") { Minimum = 0, Maximum = 1 },
            new("single_parameters", ParameterKind.Choice, "first", "Vectors that are no layer's weight or bias (class embedding, logit scale): the first model's, as in the authors' code, or the sum.")
            {
                Choices = ["first", "sum"],
            },
        ],
    };

    public override ModelPass CreateModelPass(ModelContext model) => new Pass(model);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var scales = (Pass)pass!;
        if (Projects(tensor)) return new Merge(tensor, scales.Scale);
        return new LinearMerge(1, [.. Enumerable.Range(0, tensor.Models).Select(model => IsHeld(tensor) ? model == 0 ? (float)scales.HeldScale : 0 : (float)scales.Scale)]);
    }

    // Linear weights only; embeddings are tables, not maps.
    private static bool Projects(TensorContext tensor) =>
        MatrixMerge.Takes(tensor) && tensor.Name.EndsWith("weight", StringComparison.Ordinal) && !tensor.Name.Contains("embed", StringComparison.Ordinal);

    // Parameters of their own, which the authors' loop over layers does not see: they stay at the first model's and are only scaled.
    private static bool IsHeld(TensorContext tensor) => tensor.Settings.Text("single_parameters") == "first"
        && !tensor.Name.EndsWith(".weight", StringComparison.Ordinal) && !tensor.Name.EndsWith(".bias", StringComparison.Ordinal);

    private sealed class Merge(TensorContext tensor, double scale) : MatrixMerge(tensor, scale)
    {
        protected override long WorkBytes => OpcmSequence.WorkBytes(Rows, Columns);

        protected override NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace) => OpcmSequence.Run(reader, workspace, static (_, _) => { });
    }

    private sealed class Pass(ModelContext model) : ModelPass
    {
        private readonly int _models = model.Settings.Models;
        private readonly LayerSums _sums = new(1, (2 * model.Settings.Models) + 1);

        /// <summary>The last step's 1 / λ: mean‖d_t‖ / ‖M‖, held parameters counted in ‖M‖.</summary>
        public double Scale { get; private set; } = 1;

        /// <summary>Π 1 / λ of all steps.</summary>
        public double HeldScale { get; private set; } = 1;

        public override bool NeedsPass => Norms.Length == 0;

        public override IReadOnlyDictionary<string, object> Report => new Dictionary<string, object> { ["lambda_per_step"] = Lambdas, ["task_vector_norms"] = Norms };

        private double[] Norms { get; set; } = [];

        private double[] Lambdas { get; set; } = [];

        public override bool NeedsTensor(TensorContext tensor) => Projects(tensor);

        public override void Visit(TensorReader reader)
        {
            using var workspace = new MatrixWorkspace(reader.Workers);
            var squares = new double[(2 * _models) + 1];
            OpcmSequence.Run(reader, workspace, (step, merged) => squares[_models + step] = Sums.OfSquares(merged)).Dispose();
            _sums.Add(0, squares);
        }

        // Every tensor's part of ‖d_t‖; of those that are simply summed also that of ‖M‖ after each step.
        public override void Accumulate(in Block block)
        {
            Span<double> squares = stackalloc double[(2 * _models) + 1];
            squares.Clear();
            var sum = block.Scratch(0);
            sum.Clear();
            var (projected, held) = (Projects(block.Tensor), IsHeld(block.Tensor));
            for (var i = 0; i < _models; i++)
            {
                squares[i] = Sums.OfSquares(block.Model(i));
                if (projected || held) continue;
                TensorPrimitives.Add(sum, block.Model(i), sum);
                squares[_models + i] = Sums.OfSquares(sum);
            }

            if (held) squares[2 * _models] = squares[0];

            _sums.Add(0, squares);
        }

        public override void CompletePass()
        {
            Norms = [.. Enumerable.Range(0, _models).Select(i => Math.Sqrt(_sums[0, i]))];
            Lambdas = new double[_models];
            Lambdas[0] = 1;
            var held = Math.Sqrt(_sums[0, 2 * _models]);
            for (var step = 1; step < _models; step++)
            {
                var mean = Norms.Take(step + 1).Average();
                var merged = Math.Sqrt(_sums[0, _models + step] + (held * held * HeldScale * HeldScale));
                Lambdas[step] = mean > 0 && merged > 0 ? merged / mean : 1;
                Scale = 1 / Lambdas[step];
                HeldScale *= Scale;
            }
        }
    }
}
