using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// EMR merging: elect, mask, rescale. γ = sign(Σ d_t), zero counting as −1; unified vector u = γ ⊙ max_t |d_t| over the models whose element has sign γ; mask m_t = 1 where d_t and u
/// agree in sign; rescaler r_t = Σ_tensors mean|d_t| / Σ_tensors mean|m_t ⊙ u|. The merged model is B + u; <c>emr.safetensors</c> beside it holds the masks (eight elements a
/// byte, <c>mask1.NAME</c> for the first model) and the provenance the rescalers. With them <see cref="TaskModels"/> gives each task its own model back, B + r_t m_t ⊙ u.
/// Huang et al., "EMR-Merging: Tuning-Free High-Performance Model Merging", NeurIPS 2024 (arXiv 2405.17461) [CODE: EMR_Merging@cc225ec].
/// </summary>
internal sealed class EmrMerging : MergeMethod
{
    /// <summary>The file with the masks.</summary>
    public const string MaskFile = "emr.safetensors";

    public override MethodDeclaration Declaration { get; } = new(
        "emr",
        "Merges into one unified vector and keeps, beside the model, a mask and a rescaler that give each task its own model back.",
        "B + γ ⊙ max_t |d_t|·1[d_t γ > 0], γ = sign(Σ d_t)",
        "Huang et al. 2024, arXiv 2405.17461 [CODE: EMR_Merging@cc225ec]",
        MethodScope.Model,
        BaseModelUse.Required);

    public override long BlockAlignment(TensorContext tensor) => 8;

    public override ModelPass CreateModelPass(ModelContext model) => new Pass(model);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor);

    // u into the block's first scratch space.
    private static Span<float> Unify(in Block block)
    {
        Span<float> unified = block.Scratch(0), direction = block.Scratch(1);
        direction.Clear();
        unified.Clear();
        for (var model = 0; model < block.Tensor.Models; model++) TensorPrimitives.Add(direction, block.Model(model), direction);
        for (var model = 0; model < block.Tensor.Models; model++) MagnitudeKernels.LargestAgreeing(block.Model(model), direction, unified);
        MagnitudeKernels.GiveSign(direction, unified);
        return unified;
    }

    private sealed class Merge(TensorContext tensor) : TensorMerge
    {
        public override IReadOnlyList<SideTensor> SideTensors { get; } = PackedMasks.Declare(MaskFile, tensor);

        public override void Combine(in Block block, Span<float> result) => TensorPrimitives.Add(block.Base, Unify(block), result);

        public override void CombineSide(in Block block, int side, Span<byte> destination) =>
            MagnitudeKernels.PackAgreement(block.Model(side), Unify(block), destination);
    }

    private sealed class Pass(ModelContext model) : ModelPass
    {
        private readonly int _models = model.Settings.Models;
        private readonly WorkerSums _sums = new(2 * model.Settings.Models, model.Workers);
        private double[]? _rescalers;

        public override bool NeedsPass => _rescalers is null;

        public override IReadOnlyDictionary<string, object> Report => new Dictionary<string, object> { ["rescalers"] = _rescalers ?? [] };

        // Sums of per-tensor means, not a mean over the model: as the authors' code has it.
        public override void Accumulate(in Block block)
        {
            var unified = Unify(block);
            for (var i = 0; i < _models; i++)
            {
                _sums.Add(block.Worker, 2 * i, Sums.OfMagnitudes(block.Model(i)) / block.Tensor.Count);
                _sums.Add(block.Worker, (2 * i) + 1, MagnitudeKernels.SumAgreeing(block.Model(i), unified) / block.Tensor.Count);
            }
        }

        // A model whose mask keeps nothing differs nowhere from the base, or only against everyone: any rescaler gives the base.
        public override void CompletePass()
        {
            var totals = _sums.Totals();
            _rescalers = [.. Enumerable.Range(0, _models).Select(i => totals[(2 * i) + 1] > 0 ? totals[2 * i] / totals[(2 * i) + 1] : 1)];
        }
    }
}
