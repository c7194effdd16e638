using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Truncates the matrix of each task vector to its largest singular triplets, before any method: d_t ← U_k diag(s) V_kᵀ. Only the factors are kept; blocks are made from them on
/// the fly. Tensors that are no matrices stay. As in Twin-Merging (arXiv 2406.15479) and TSV-Compress (arXiv 2412.00081) [PAPER: the truncated SVD itself].
/// </summary>
internal sealed class LowRankPruning : TaskVectorTransform
{
    public override MethodDeclaration Declaration { get; } = new(
        "low_rank",
        "Keeps the largest singular values of each task vector's matrices.",
        "d_t ← U_k diag(s_k) V_kᵀ of d_t = U diag(s) Vᵀ",
        "Lu et al. 2024, arXiv 2406.15479; Gargiulo et al. 2025, arXiv 2412.00081",
        MethodScope.Matrix,
        BaseModelUse.Required)
    {
        Parameters =
        [
            new("rank", ParameterKind.Integer, null, "Singular values that are kept; matrices of lower rank stay as they are. Give this or rank_ratio.") { PerModel = true, Minimum = 0, Optional = true },
            new("rank_ratio", ParameterKind.Number, null, "Singular values that are kept, as a share of the shorter side, rounded up.") { PerModel = true, Minimum = 0, Maximum = 1, Optional = true },
            MatrixParameters.Flatten,
        ],
    };

    public override void Validate(TensorContext tensor)
    {
        if (tensor.Settings.IsSet("rank") == tensor.Settings.IsSet("rank_ratio"))
            throw new RecipeException(RecipeError.Invalid, $"prune: low_rank: tensor '{tensor.Name}' has {(tensor.Settings.IsSet("rank") ? "both rank and" : "neither rank nor")} rank_ratio; give one of them.");
    }

    public override long BlockAlignment(TensorContext tensor) => Takes(tensor) ? Math.Max(1, tensor.Count / tensor.Shape[0]) : 1;

    public override TensorTransform CreateTensorTransform(TensorContext tensor, ModelPass? pass) => Takes(tensor) ? new Truncation(tensor) : new NoTransform();

    private static bool Takes(TensorContext tensor) => MatrixMerge.Takes(tensor, tensor.Settings.Flag("flatten"));

    private sealed unsafe class Truncation : TensorTransform
    {
        private readonly TensorContext _tensor;
        private readonly int _rows;
        private readonly int _columns;
        private readonly int[] _ranks;
        private readonly NativeBuffer<float>?[] _left;
        private readonly NativeBuffer<float>?[] _right;

        public Truncation(TensorContext tensor)
        {
            _tensor = tensor;
            _rows = checked((int)tensor.Shape[0]);
            _columns = checked((int)(tensor.Count / tensor.Shape[0]));
            var order = Math.Min(_rows, _columns);
            _ranks = new int[tensor.Models];
            for (var model = 0; model < _ranks.Length; model++)
                _ranks[model] = (int)(tensor.Settings.IsSet("rank") ? Math.Min(order, tensor.Settings.Number("rank", model)) : LwPtv.Pruned(tensor.Settings.Number("rank_ratio", model), order));
            _left = new NativeBuffer<float>?[_ranks.Length];
            _right = new NativeBuffer<float>?[_ranks.Length];
        }

        public override bool NeedsTensors => Array.Exists(_ranks, IsCut) && !Array.TrueForAll(_ranks, static rank => rank == 0);

        public override long PreparationBytes => NeedsTensors
            ? (sizeof(float) * (_tensor.Count + (_ranks.Where(IsCut).Sum(static rank => (long)rank) * (_rows + _columns)))) + _ranks.Where(IsCut).Max(rank => Svd.WorkspaceBytes(_rows, _columns, rank))
            : 0;

        public override void Prepare(TensorReader reader)
        {
            using var vector = new NativeBuffer<float>(_tensor.Count);
            for (var model = 0; model < _ranks.Length; model++)
            {
                var rank = _ranks[model];
                if (!IsCut(rank) || rank == 0) continue;
                reader.Cancellation.ThrowIfCancellationRequested();
                reader.ReadModel(model, vector.Span);
                var left = _left[model] = new NativeBuffer<float>((long)_rows * rank);
                var right = _right[model] = new NativeBuffer<float>((long)rank * _columns);
                using var values = new NativeBuffer<float>(rank);
                Svd.Truncated(_rows, _columns, vector.Pointer, rank, left.Pointer, values.Pointer, right.Pointer);
                for (var i = 0; i < rank; i++) Spectra.Scale(right.Slice((long)i * _columns, _columns), values.Span[i]);
            }
        }

        // Whole rows: row = Σ left[row, i] · right[i].
        public override void Apply(in Block block)
        {
            for (var model = 0; model < _ranks.Length; model++)
            {
                var rank = _ranks[model];
                if (!IsCut(rank)) continue;
                var values = block.Mutable(model);
                values.Clear();
                for (var start = 0; start < values.Length && rank > 0; start += _columns)
                {
                    var row = values.Slice(start, _columns);
                    var factors = _left[model]!.Slice((block.Offset + start) / _columns * rank, rank);
                    for (var i = 0; i < rank; i++) TensorPrimitives.MultiplyAdd(_right[model]!.Slice((long)i * _columns, _columns), factors[i], row, row);
                }
            }
        }

        protected override void Dispose(bool disposing)
        {
            foreach (var factors in _left) factors?.Dispose();
            foreach (var factors in _right) factors?.Dispose();
            base.Dispose(disposing);
        }

        private bool IsCut(int rank) => rank < Math.Min(_rows, _columns);
    }
}
