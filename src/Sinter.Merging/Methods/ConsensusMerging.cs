using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Consensus merging with TALL masks. Multi-task vector m = Σ w_t d_t, or the sum that TIES makes of them over the whole model; mask_t = 1 where |d_t| > λ_t |m − d_t|: where the multi-task vector is mostly the task's own.
/// Elements that fewer than <c>tasks</c> masks keep are taken out (with 2: those that serve nobody or only one task), B + λ m ⊙ 1[Σ mask_t ≥ tasks].
/// <c>consensus.safetensors</c> beside the model has the masks, eight elements a byte: <c>mask1.NAME</c> .. and <c>consensus.NAME</c>. With <c>tasks: 0</c> and λ = 1 nothing is taken
/// out, and <see cref="TaskModels"/> gives each task B + mask_t ⊙ m back.
/// Wang et al., "Localizing Task Information for Improved Model Merging and Compression", ICML 2024 (arXiv 2405.07813) [CODE: tall_masks@d10af8b].
/// </summary>
internal sealed class ConsensusMerging : MergeMethod
{
    /// <summary>The file with the masks.</summary>
    public const string MaskFile = "consensus.safetensors";

    public override MethodDeclaration Declaration { get; } = new(
        "consensus",
        "Adds the multi-task vector only where it matters to several tasks, and keeps each task's mask beside the model.",
        "B + λ m ⊙ 1[Σ_t mask_t ≥ tasks], mask_t = |d_t| > λ_t |m − d_t|, m = Σ w_t d_t or TIES",
        "Wang et al. 2024, arXiv 2405.07813 [CODE: tall_masks@d10af8b]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Weight,
            CommonParameters.Lambda,
            new("mask_lambda", ParameterKind.Number, 0.4, "How much of the rest of the multi-task vector an element must outweigh; the authors choose it per task from 0.2 to 0.6.")
            {
                PerModel = true, Minimum = 0,
            },
            new("tasks", ParameterKind.Integer, 2, "Fewest tasks whose masks must keep an element.") { Minimum = 0 },
            new("multitask", ParameterKind.Choice, "sum", "The multi-task vector: the sum of the task vectors, or TIES with its sum.") { Choices = ["sum", "ties"] },
            CommonParameters.Density with { Default = 0.2, Description = "Share of each task vector that TIES keeps, over the whole model." },
        ],
    };

    public override long BlockAlignment(TensorContext tensor) => 8;

    public override ModelPass? CreateModelPass(ModelContext model)
    {
        if (model.Settings.Text("multitask") != "ties") return null;

        // One more than int(p n), as the authors of TIES count.
        var count = ModelTrimPass.CountOf(model);
        var keep = Array.ConvertAll(model.Settings.Numbers("density"), density => Math.Min(count, (long)(density * count) + 1));
        return new TiesModelPass(model, keep, countSigns: true);
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor, (TiesModelPass?)pass);

    private sealed class Merge(TensorContext tensor, TiesModelPass? ties) : TensorMerge
    {
        private readonly float[] _maskScales = Array.ConvertAll(tensor.Settings.Numbers("mask_lambda"), static value => (float)value);
        private readonly float[] _weights = Array.ConvertAll(tensor.Settings.Numbers("weight"), static value => (float)value);
        private readonly float _scale = (float)tensor.Settings.Number("lambda");
        private readonly int _tasks = tensor.Settings.Integer("tasks");

        public override IReadOnlyList<SideTensor> SideTensors { get; } =
            [.. PackedMasks.Declare(MaskFile, tensor), PackedMasks.Declare(MaskFile, $"consensus.{tensor.Name}", tensor)];

        public override void Combine(in Block block, Span<float> result)
        {
            Span<float> sum = block.Scratch(0), votes = block.Scratch(1);
            Vote(block, sum, votes);
            var origin = block.Base;
            for (var i = 0; i < sum.Length; i++) result[i] = votes[i] >= _tasks ? origin[i] + (_scale * sum[i]) : origin[i];
        }

        public override void CombineSide(in Block block, int side, Span<byte> destination)
        {
            Span<float> sum = block.Scratch(0), votes = block.Scratch(1);
            if (side == _maskScales.Length)
            {
                Vote(block, sum, votes);
                Pack(votes, _tasks, destination);
                return;
            }

            MultiTask(block, sum);
            votes.Clear();
            AddMask(block, side, sum, votes);
            Pack(votes, 1, destination);
        }

        private void Vote(in Block block, Span<float> sum, Span<float> votes)
        {
            MultiTask(block, sum);
            votes.Clear();
            for (var model = 0; model < _maskScales.Length; model++) AddMask(block, model, sum, votes);
        }

        private void AddMask(in Block block, int model, ReadOnlySpan<float> sum, Span<float> votes)
        {
            var values = block.Model(model);
            var scale = _maskScales[model];
            for (var i = 0; i < values.Length; i++)
                if (Math.Abs(values[i]) > scale * Math.Abs(sum[i] - values[i])) votes[i]++;
        }

        private void MultiTask(in Block block, Span<float> sum)
        {
            sum.Clear();
            for (var model = 0; model < _weights.Length; model++)
            {
                var values = block.Model(model);
                if (ties is not null)
                {
                    var kept = block.Scratch(2);
                    values.CopyTo(kept);
                    MagnitudeTrim.KeepLargest(kept, ties.Smallest[model]);
                    values = kept;
                }

                TensorPrimitives.MultiplyAdd(values, _weights[model], sum, sum);
            }

            if (ties is not null) Elect(block, ties, sum);
        }

        // What was summed gives the sign; then only what agrees is summed.
        private void Elect(in Block block, TiesModelPass ties, Span<float> sum)
        {
            var sign = block.Scratch(2);
            sum.CopyTo(sign);
            sum.Clear();
            for (var model = 0; model < _weights.Length; model++)
            {
                var values = block.Model(model);
                var smallest = ties.Smallest[model];
                for (var i = 0; i < values.Length; i++)
                {
                    var value = _weights[model] * values[i];
                    var positive = sign[i] > 0 || (sign[i] == 0 && ties.MajoritySign > 0);
                    if (Math.Abs(values[i]) >= smallest && (positive ? value > 0 : value < 0)) sum[i] += value;
                }
            }
        }

        private static void Pack(ReadOnlySpan<float> votes, int least, Span<byte> destination)
        {
            destination.Clear();
            for (var i = 0; i < votes.Length; i++)
                if (votes[i] >= least) destination[i >> 3] |= (byte)(1 << (i & 7));
        }
    }
}
