using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Arcee Fusion: takes the other model's weight where it matters most, by |W − B| times the divergence KL(softmax W ‖ softmax B) of its row; from median + 1.5 · (Q3 − Q1) of
/// that importance on. Arcee AI, mergekit 0.1. Quantiles are exact here; mergekit samples them for tensors of more than a million elements.
/// </summary>
internal sealed class ArceeFusion : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "arcee_fusion",
        "Takes the other model's weights where they matter most, and the base's elsewhere.",
        "W where s ≥ median(s) + 1.5 (Q3(s) − Q1(s)), else B; s = |W − B| · KL(softmax(W) ‖ softmax(B)) per row",
        "Arcee AI 2025, as in mergekit (read); quantiles exact instead of sampled",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        MaximumModels = 1,
        InMergekit = true,
    };

    public override bool UsesTaskVectors(bool hasBase) => false;

    public override long BlockAlignment(TensorContext tensor) => Math.Max(1, tensor.RowLength);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor);

    private sealed class Merge : TensorMerge
    {
        private readonly int _rowLength;
        private readonly float[] _divergences;
        private readonly RowDivergence[] _workspaces;
        private readonly RadixSelection _quartiles;
        private bool _hasDivergences;
        private float _threshold;

        public Merge(TensorContext tensor)
        {
            _rowLength = (int)Math.Max(1, tensor.RowLength);
            _divergences = new float[tensor.Count / _rowLength];
            _workspaces = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new RowDivergence(_rowLength))];
            var last = tensor.Count - 1;
            long[] ranks = last < 0 ? [] : [(long)(0.25 * last), (long)(0.5 * last), (long)(0.75 * last)];
            _quartiles = new RadixSelection(new SortKey(Signed: false), tensor.Count, ranks, tensor.Workers, blocks: 0);
            PreparationBytes = (_divergences.Length * sizeof(float)) + (tensor.Workers * (768L << 10));
        }

        public override long PreparationBytes { get; }

        public override bool NeedsPass => _quartiles.Pass is not SelectionPass.Done;

        public override void Accumulate(in Block block)
        {
            if (!_hasDivergences) FindDivergences(block);
            _quartiles.Accumulate(Importance(block), block.Worker, block.Index);
        }

        public override void CompletePass()
        {
            _hasDivergences = true;
            _quartiles.CompletePass();
            if (_quartiles.Pass is SelectionPass.Done)
                _threshold = _quartiles.ValueOf(1) + (1.5f * (_quartiles.ValueOf(2) - _quartiles.ValueOf(0)));
        }

        public override void Combine(in Block block, Span<float> result)
        {
            var importance = Importance(block);
            ReadOnlySpan<float> original = block.Base, other = block.Model(0);
            for (var i = 0; i < result.Length; i++) result[i] = importance[i] >= _threshold ? other[i] : original[i];
        }

        protected override void Dispose(bool disposing)
        {
            _quartiles.Dispose();
            base.Dispose(disposing);
        }

        private void FindDivergences(in Block block)
        {
            var row = block.Offset / _rowLength;
            for (var start = 0; start < block.Length; start += _rowLength)
                _divergences[row++] = (float)_workspaces[block.Worker].Compute(block.Model(0).Slice(start, _rowLength), block.Base.Slice(start, _rowLength));
        }

        private Span<float> Importance(in Block block)
        {
            var importance = block.Scratch(0);
            TensorPrimitives.Subtract(block.Model(0), block.Base, importance);
            TensorPrimitives.Abs<float>(importance, importance);
            var row = block.Offset / _rowLength;
            for (var start = 0; start < block.Length; start += _rowLength)
            {
                var part = importance.Slice(start, _rowLength);
                TensorPrimitives.Multiply(part, _divergences[row++], part);
            }

            return importance;
        }
    }
}
