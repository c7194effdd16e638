using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Task arithmetic in the trust region (TATR), zero-shot: elements where different tasks pull hard at once are left at the base. Ω = Σ_{i≠j} |d_i| ⊙ |d_j|; the sum of the task
/// vectors is added only where Ω lies below its quantile over the whole model, B + λ Σ d_t ⊙ 1[Ω &lt; q]. Without gradients |d_t| stands for them.
/// Sun et al., "Task Arithmetic in Trust Region", ICLR 2025 (arXiv 2501.15065) [CODE: FusionBench].
/// </summary>
internal sealed class TrustRegion : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "trust_region",
        "Task arithmetic without the elements in which the tasks conflict most.",
        "B + λ Σ d_t ⊙ 1[Ω < quantile(Ω)], Ω = Σ_i≠j |d_i||d_j| over the whole model",
        "Sun et al. 2025, arXiv 2501.15065, zero-shot form [CODE: FusionBench]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Lambda with { Default = 0.3 },
            new("quantile", ParameterKind.Number, 0.99, "Share of the elements inside the trust region.") { Minimum = 0, Maximum = 1 },
        ],
    };

    public override ModelPass CreateModelPass(ModelContext model) => new Pass(model);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge((Pass)pass!, (float)tensor.Settings.Number("lambda"));

    // (Σ|d|)² − Σ d², by adding one model after the other: 2 |d_t| Σ_{s<t} |d_s|, which never cancels.
    private static Span<float> Conflict(in Block block)
    {
        Span<float> conflict = block.Scratch(0), sum = block.Scratch(1), magnitude = block.Scratch(2);
        conflict.Clear();
        TensorPrimitives.Abs(block.Model(0), sum);
        for (var model = 1; model < block.Tensor.Models; model++)
        {
            TensorPrimitives.Abs(block.Model(model), magnitude);
            TensorPrimitives.MultiplyAdd(magnitude, sum, conflict, conflict);
            TensorPrimitives.Add(sum, magnitude, sum);
        }

        // A product of huge task vectors counts as the largest conflict there is.
        TensorPrimitives.Min(conflict, float.MaxValue, conflict);
        return conflict;
    }

    private sealed class Merge(Pass pass, float scale) : TensorMerge
    {
        public override void Combine(in Block block, Span<float> result)
        {
            var conflict = Conflict(block);
            var sum = block.Scratch(1);
            block.Model(0).CopyTo(sum);
            for (var model = 1; model < block.Tensor.Models; model++) TensorPrimitives.Add(sum, block.Model(model), sum);
            var origin = block.Base;
            for (var i = 0; i < conflict.Length; i++) result[i] = conflict[i] < pass.Threshold ? origin[i] + (scale * sum[i]) : origin[i];
        }
    }

    private sealed class Pass : ModelPass
    {
        private readonly StreamedRanks _ranks;

        public Pass(ModelContext model)
        {
            var count = model.Tensors.Sum(static tensor => tensor.Count);
            var rank = (long)(model.Settings.Number("quantile") * count);
            Everything = rank >= count;
            _ranks = new StreamedRanks(count, model.Workers, [rank]);
        }

        /// <summary>Elements with Ω below it are merged.</summary>
        public float Threshold => Everything ? float.PositiveInfinity : _ranks.Value(0, 0);

        public override bool NeedsPass => !Everything && _ranks.NeedsPass;

        public override IReadOnlyDictionary<string, object> Report =>
            Everything ? new Dictionary<string, object>() : new Dictionary<string, object> { ["threshold"] = (double)Threshold };

        private bool Everything { get; }

        public override void Accumulate(in Block block) => _ranks.Add(block.Worker, 0, Conflict(block));

        public override void CompletePass() => _ranks.CompletePass();

        protected override void Dispose(bool disposing)
        {
            _ranks.Dispose();
            base.Dispose(disposing);
        }
    }
}
