namespace Sinter.Merging;

/// <summary>The work of <see cref="TaskModels"/>: base and the masked, rescaled rest. Not a method of recipes.</summary>
internal sealed class MaskedTask : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "masked_task",
        "Gives a task its own model back from a merged one and its mask.",
        "B + r mask ⊙ (M − B)",
        "EMR-Merging, arXiv 2405.17461; TALL masks, arXiv 2405.07813 [CODE]",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        MaximumModels = 1,
        Parameters = [new("rescaler", ParameterKind.Number, 1.0, "Factor of the task.")],
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor);

    private sealed class Merge(TensorContext tensor) : TensorMerge
    {
        private readonly float _scale = (float)tensor.Settings.Number("rescaler");
        private float[] _packed = [];

        public override bool NeedsTensors => true;

        public override long PreparationBytes => (tensor.Count + 7) / 8 * sizeof(float);

        // Bytes come as numbers 0 .. 255, which float32 holds exactly.
        public override void Prepare(TensorReader reader)
        {
            _packed = new float[(tensor.Count + 7) / 8];
            reader.ReadStatistics(0, _packed);
        }

        public override void Combine(in Block block, Span<float> result)
        {
            var values = block.Model(0);
            var origin = block.Base;
            for (var i = 0; i < values.Length; i++)
            {
                var element = block.Offset + i;
                var kept = (((int)_packed[element >> 3] >> (int)(element & 7)) & 1) != 0;
                result[i] = kept ? origin[i] + (_scale * values[i]) : origin[i];
            }
        }
    }
}
