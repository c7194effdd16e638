using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Fisher merging: an average of the weights in which each element counts by its diagonal Fisher information, Σ c_t (F_t + ε) W_t / Σ c_t (F_t + ε). With <c>normalize</c> the
/// coefficients are divided by the whole-model norms ‖F_t‖ first, so that no model wins by the scale of its gradients. A tensor without statistics is averaged with the coefficients.
/// Matena and Raffel, "Merging Models with Fisher-Weighted Averaging", NeurIPS 2022 (arXiv 2111.09832) [CODE: FusionBench, MergeLM@6d49ad9].
/// </summary>
internal sealed class FisherMerging : MergeMethod
{
    private const int Chunk = 512;

    public override MethodDeclaration Declaration { get; } = new(
        "fisher",
        "Averages weights, each element weighted by the Fisher information of the models.",
        "Σ c_t (F_t + ε) W_t / Σ c_t (F_t + ε); normalize: c_t / ‖F_t‖ over the whole model",
        "Matena and Raffel 2022, arXiv 2111.09832 [CODE: FusionBench, MergeLM@6d49ad9]",
        MethodScope.Model,
        BaseModelUse.Ignored)
    {
        StreamsStatistics = true,
        Parameters =
        [
            new("statistics", ParameterKind.File, null, "Checkpoint with the model's diagonal Fisher information, in tensors of the model's names and shapes.") { PerModel = true },
            CommonParameters.Weight with { Description = "Coefficient of the model.", Minimum = 0 },
            new("normalize", ParameterKind.Flag, true, "Divide each model's information by its norm over the whole model."),
            new("epsilon", ParameterKind.Number, 1e-6, "Added to the information, so that elements nobody needs are averaged.") { Minimum = 0 },
        ],
    };

    public override void Validate(TensorContext tensor)
    {
        if (tensor.Settings.Numbers("weight").Sum() <= 0)
            throw new RecipeException(RecipeError.OutOfRange, $"tensor '{tensor.Name}': the weights sum to 0; fisher needs a positive weight.");
    }

    public override ModelPass? CreateModelPass(ModelContext model) => model.Settings.Flag("normalize") ? new Pass(model) : null;

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor, (pass as Pass)?.Coefficients);

    private sealed class Merge : TensorMerge
    {
        private readonly TensorContext _tensor;
        private readonly double[] _weights;
        private readonly double _epsilon;
        private readonly bool _plain;

        public Merge(TensorContext tensor, double[]? coefficients)
        {
            _tensor = tensor;
            _weights = tensor.Settings.Numbers("weight");
            _epsilon = tensor.Settings.Number("epsilon");
            _plain = tensor.Statistics.Count == 0 || tensor.Statistics.Contains(null);
            if (coefficients is not null && !_plain) _weights = [.. _weights.Select((weight, i) => weight * coefficients[i])];
        }

        // In double, as differences to the first model: no overflow, and equal weights come out unchanged.
        public override void Combine(in Block block, Span<float> result)
        {
            Span<double> numerator = stackalloc double[Chunk], denominator = stackalloc double[Chunk], plain = stackalloc double[Chunk];
            Span<double> first = stackalloc double[Chunk], values = stackalloc double[Chunk], information = stackalloc double[Chunk];
            var plainSum = _weights.Sum();
            for (var start = 0; start < block.Length; start += Chunk)
            {
                var length = Math.Min(Chunk, block.Length - start);
                numerator.Clear();
                denominator.Clear();
                plain.Clear();
                TensorPrimitives.ConvertTruncating<float, double>(block.Model(0).Slice(start, length), first);
                for (var model = 0; model < _weights.Length; model++)
                {
                    TensorPrimitives.ConvertTruncating<float, double>(block.Model(model).Slice(start, length), values);
                    if (_plain) information[..length].Fill(1);
                    else TensorPrimitives.ConvertTruncating<float, double>(Information(block, model).Slice(start, length), information);
                    for (var i = 0; i < length; i++)
                    {
                        var weight = _weights[model] * (information[i] + _epsilon);
                        var difference = values[i] - first[i];
                        numerator[i] += weight * difference;
                        denominator[i] += weight;
                        plain[i] += _weights[model] * difference;
                    }
                }

                // Without any information, and ε = 0, the plain average is what is left.
                for (var i = 0; i < length; i++)
                    result[start + i] = (float)(first[i] + (denominator[i] > 0 ? numerator[i] / denominator[i] : plain[i] / plainSum));
            }
        }

        private ReadOnlySpan<float> Information(in Block block, int model)
        {
            var information = block.Statistics(model);
            if (TensorPrimitives.Min(information) >= 0) return information;
            throw new RecipeException(
                RecipeError.OutOfRange, $"tensor '{_tensor.Name}': the statistics of model {model + 1} hold a negative number; Fisher information is never negative. Check the file.");
        }
    }

    private sealed class Pass(ModelContext model) : ModelPass
    {
        private readonly WorkerSums _sums = new(model.Settings.Models, model.Workers);
        private double[] _norms = [];

        /// <summary>(1 / ‖F_t‖) / Σ 1 / ‖F‖; models without any information count as the weakest with some.</summary>
        public double[] Coefficients { get; private set; } = [];

        public override bool NeedsPass => Coefficients.Length == 0;

        public override IReadOnlyDictionary<string, object> Report =>
            new Dictionary<string, object> { ["fisher_norms"] = _norms, ["normalised_coefficients"] = Coefficients };

        public override bool NeedsBlocks(TensorContext tensor) => tensor.Statistics.Count > 0 && !tensor.Statistics.Contains(null);

        public override void Accumulate(in Block block)
        {
            for (var i = 0; i < block.Tensor.Models; i++) _sums.Add(block.Worker, i, Sums.OfSquares(block.Statistics(i)));
        }

        public override void CompletePass()
        {
            _norms = Array.ConvertAll(_sums.Totals(), Math.Sqrt);
            var smallest = _norms.Where(static norm => norm > 0).DefaultIfEmpty(1).Min();
            var inverse = Array.ConvertAll(_norms, norm => smallest / (norm > 0 ? norm : smallest));
            Coefficients = Array.ConvertAll(inverse, value => value / inverse.Sum());
        }
    }
}
