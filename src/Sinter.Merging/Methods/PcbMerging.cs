using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// PCB merging: parameter competition balancing. â_t = sign(d_t) ⊙ |d_t| clamped to its quantiles c and 1 − c over the whole model; n_t = |â_t| brought to [0, 1];
/// within a task, intra = exp(T n_t²); across tasks, inter = tanh(d_t Σ_s d_s) (<c>reference</c>), tanh(d_t Σ_s sign(d_s) n_s) (<c>vision</c>) or Σ_s tanh(sign(d_t) n_t sign(d_s) n_s)
/// (<c>evolution</c>); s_t = intra ⊙ inter, cut from below to its top <c>ratio</c> and brought to [0, 1]. Result: B + λ Σ w_t â_t ⊙ s_t / max(Σ s_t, 1e-12).
/// exp(T n²) is computed as exp(T (n² − 1)): the scale cancels, and any number of tasks fits float32.
/// Du et al., "Parameter Competition Balancing for Model Merging", NeurIPS 2024 (arXiv 2410.02396) [CODE: pcb-merging@5897888; its three files differ, hence the variants].
/// </summary>
internal sealed class PcbMerging : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "pcb",
        "Weights every element by how much it matters within its task and agrees with the others.",
        "B + λ Σ w_t â_t s_t / Σ s_t, s = minmax(top ratio of exp(T minmax(|â|)²)·inter)",
        "Du et al. 2024, arXiv 2410.02396 [CODE: pcb-merging@5897888]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters =
        [
            CommonParameters.Weight with { Description = "Coefficient of the model's task vector (what the evolution variant searches)." },
            CommonParameters.Lambda,
            new("variant", ParameterKind.Choice, "reference", "Which of the authors' three formulas measures agreement.") { Choices = ["reference", "vision", "evolution"] },
            new("ratio", ParameterKind.Number, 0.1, "Share of the elements that keep a weight above the lowest.") { Minimum = 0, Maximum = 1 },
            new("clamp", ParameterKind.Number, null, "Quantile to which magnitudes are clamped on both sides; by default 0.0001 for reference, 0.01 for the others.")
            {
                Minimum = 0, Maximum = 0.5, Optional = true,
            },
        ],
    };

    public override ModelPass CreateModelPass(ModelContext model) => new PcbPass(model);

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new Merge(tensor, (PcbPass)pass!);

    private sealed class Merge(TensorContext tensor, PcbPass pass) : TensorMerge
    {
        private readonly float[] _weights = Array.ConvertAll(tensor.Settings.Numbers("weight"), static weight => (float)weight);
        private readonly float _scale = (float)tensor.Settings.Number("lambda");

        public override void Combine(in Block block, Span<float> result)
        {
            Span<float> competition = block.Scratch(0), clamped = block.Scratch(1), total = block.Scratch(3);
            result.Clear();
            total.Clear();
            for (var model = 0; model < _weights.Length; model++)
            {
                pass.Competition(block, model, competition, clamped, block.Scratch(2));
                pass.Scale(model, competition);
                TensorPrimitives.Add(total, competition, total);
                TensorPrimitives.Multiply(competition, _weights[model], competition);
                TensorPrimitives.MultiplyAdd(competition, clamped, result, result);
            }

            TensorPrimitives.Max(total, 1e-12f, total);
            TensorPrimitives.Divide(result, total, result);
            TensorPrimitives.MultiplyAdd(result, _scale, block.Base, result);
        }
    }
}
