namespace Sinter.Merging;

/// <summary>
/// RAM+ (tensor-local): as RAM, but a model's unique elements are multiplied by 1 + r · clamp(ρ, 0, α), where ρ is its number of shared elements in the tensor over its
/// number of unique ones: what averaging took from it. "Reinforced Agent Merging" (arXiv 2601.13572), as in mergekit.
/// </summary>
internal sealed class RamPlus : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "ramplus_tl",
        "As ram, with unique elements enlarged the more of the model's elements are shared.",
        "B + d_i (1 + r·clamp(shared_i/unique_i, 0, α)) where |d_i| > ε for one i alone; B + mean of the d_i with |d_i| > ε where for several",
        "arXiv 2601.13572; as in mergekit (read)",
        MethodScope.Tensor,
        BaseModelUse.Required)
    {
        Parameters =
        [
            RamParameters.Epsilon,
            new ParameterDefinition("r", ParameterKind.Number, 0.1, "Gain of the enlargement.") { Minimum = 0 },
            new ParameterDefinition("alpha", ParameterKind.Number, 0.2, "Largest ratio of shared to unique elements that counts.") { Minimum = 0 },
        ],
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor);

    private sealed class Merge(TensorContext tensor) : TensorMerge
    {
        private readonly float _epsilon = (float)tensor.Settings.Number("epsilon");
        private readonly float[] _factors = new float[tensor.Models];
        private long[][]? _counts = [.. Enumerable.Range(0, tensor.Workers).Select(_ => new long[2 * tensor.Models])];

        public override bool NeedsPass => _counts is not null;

        public override void Accumulate(in Block block) => RamKernel.Count(block, _epsilon, _counts![block.Worker]);

        public override void CompletePass()
        {
            var (gain, largest) = (tensor.Settings.Number("r"), tensor.Settings.Number("alpha"));
            for (var model = 0; model < _factors.Length; model++)
            {
                var unique = _counts!.Sum(counts => counts[2 * model]);
                var shared = _counts!.Sum(counts => counts[2 * model + 1]);
                var ratio = unique > 0 ? (double)shared / unique : shared > 0 ? largest : 0;
                _factors[model] = (float)(1 + gain * Math.Min(ratio, largest));
            }

            _counts = null;
        }

        public override void Combine(in Block block, Span<float> result) => RamKernel.Combine(block, _epsilon, _factors, result);
    }
}
