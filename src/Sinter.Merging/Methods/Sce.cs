using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// SCE, "select, calculate, erase": keep the positions where the task vectors vary most between the models, weigh each model by the mean square of what is kept, erase the
/// elements against the elected sign, and average. Wan et al., "FuseChat: Knowledge Fusion of Chat Models", 2024 (arXiv 2408.07990); as in mergekit.
/// </summary>
internal sealed class Sce : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "sce",
        "Keeps the positions where the task vectors differ most, weighs the models by their energy there, and averages what agrees with the elected sign.",
        "B + Σ w_i δ_i / Σ w_i over the i with sign(δ_i) = sign(Σ δ_j), w_i = ‖δ_i‖² / Σ ‖δ_j‖², δ_i = d_i at the int(topk·N) positions of largest variance, N = those where it is not zero",
        "Wan et al. 2024, arXiv 2408.07990; as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters =
        [
            new ParameterDefinition("select_topk", ParameterKind.Number, 1.0, "Share of the positions with any variance that is kept; 1 keeps every position.") { Minimum = 0, Maximum = 1 },
        ],
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor);

    private sealed class Merge : TensorMerge
    {
        private static readonly SignElection Election = new(AgreeingElements.Mean, Scale: 1);
        private readonly float[] _weights;
        private readonly float[] _votes;
        private readonly float[] _bounds;
        private readonly MagnitudeSelection? _selection;
        private readonly KeptMask? _mask;
        private WorkerSums? _energies;

        public Merge(TensorContext tensor)
        {
            var share = tensor.Settings.Number("select_topk");
            _weights = new float[tensor.Models];
            _bounds = new float[tensor.Models];
            _votes = new float[tensor.Models];
            Array.Fill(_votes, 1);
            _energies = new WorkerSums(tensor.Models, tensor.Workers);
            if (share >= 1) return;
            _selection = new MagnitudeSelection(tensor.Count, nonZeros => (long)(share * nonZeros), tensor.BlockCount, tensor.Workers);
            _mask = KeptMask.Create(tensor, models: 1);
            PreparationBytes = MagnitudeSelection.MemoryBytes(tensor.BlockCount, tensor.Workers, cuts: 1) + (_mask is null ? 0 : KeptMask.BytesFor(tensor, models: 1));
        }

        public override long PreparationBytes { get; }

        public override bool NeedsPass => _energies is not null;

        internal override bool WantsSample => _selection is { WantsSample: true };

        internal override void Sample(in Block piece)
        {
            var variances = piece.Scratch(0);
            VarianceKernel.Compute(piece, variances);
            _selection!.Sample(piece.Index, variances);
        }

        public override void Accumulate(in Block block)
        {
            if (_selection is { NeedsPass: true })
            {
                var variances = block.Scratch(0);
                VarianceKernel.Compute(block, variances);
                _selection.Accumulate(block.Index, block.Worker, variances);
                return;
            }

            Select(block, known: false);
            for (var model = 0; model < _weights.Length; model++) _energies!.Add(block.Worker, model, Sums.OfSquares(block.Model(model)));
        }

        public override void CompletePass()
        {
            if (_selection is { NeedsPass: true })
            {
                _selection.CompletePass();
                return;
            }

            var energies = _energies!.Totals();
            var sum = energies.Sum();
            for (var model = 0; model < _weights.Length; model++) _weights[model] = (float)(sum > 0 ? energies[model] / sum : 1.0 / energies.Length);
            _energies = null;
        }

        public override void Combine(in Block block, Span<float> result)
        {
            Select(block, known: _mask is not null);
            ConsensusKernel.Combine(block, _bounds, _weights, _votes, Election, result);
        }

        protected override void Dispose(bool disposing)
        {
            _selection?.Dispose();
            _mask?.Dispose();
            base.Dispose(disposing);
        }

        // A position that is kept has a variance above zero. Which ones these are the pass over the energies finds out, and remembers where memory allows.
        private void Select(in Block block, bool known)
        {
            if (_selection is null) return;
            var bits = _mask is not null ? _mask.At(block.Index, 0) : MemoryMarshal.Cast<float, uint>(block.Scratch(1))[..KeptBits.Words(block.Length)];
            if (!known)
            {
                var variances = block.Scratch(0);
                VarianceKernel.Compute(block, variances);
                _selection[0].KeepLargest(block.Index, variances);
                KeptBits.FillPositive(variances, bits);
            }

            for (var model = 0; model < _weights.Length; model++) KeptBits.Apply(block.Mutable(model), bits, 1);
        }
    }
}
