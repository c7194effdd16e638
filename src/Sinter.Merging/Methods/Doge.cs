namespace Sinter.Merging;

/// <summary>
/// DOGE on task arithmetic: with λ_t = η / ‖d_t‖ for each matrix, a change Δ shared by all tasks is searched that keeps each expert's own outputs, min_Δ Σ_t Σ_rows
/// (Σ_columns d_t ⊙ (d_t − Σ_k λ_k (d_k + Δ)))², by Adam, its gradient projected out of the subspace of the tasks' main left singular vectors. The result adds
/// Σ λ_t m_t ⊙ (d_t + Δ) with m_t the largest elements of d_t over all matrices taken. All other tensors keep the base. Needs the task vectors of a matrix all at once.
/// Wei et al., "Modeling Multi-Task Model Merging as Adaptive Projective Gradient Descent", ICML 2025 (arXiv 2501.01230) [CODE: FusionBench].
/// </summary>
internal sealed class Doge : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "doge",
        "Task arithmetic with norm-adaptive coefficients, trimmed, and with a learned change that all tasks share.",
        "B + Σ λ_t m_t ⊙ (d_t + Δ), λ_t = η/‖d_t‖, Δ by Adam on Σ_t Σ_rows (d_t·(d_t − Σ_k λ_k (d_k + Δ)))² outside the shared subspace; other tensors B",
        "Wei et al. 2025, arXiv 2501.01230 [CODE: FusionBench]",
        MethodScope.Model,
        BaseModelUse.Required)
    {
        Parameters =
        [
            new("eta", ParameterKind.Number, 0.07, "Norm that each scaled task vector's matrix gets.") { Minimum = 0 },
            CommonParameters.Density with { Default = 0.3, Description = "Share of each task vector that is merged, over all matrices taken." },
            new("iterations", ParameterKind.Integer, 400, "Steps of Adam.") { Minimum = 0 },
            new("learning_rate", ParameterKind.Number, 1e-4, "Learning rate of Adam.") { Minimum = 0 },
            new("subspace", ParameterKind.Integer, 6, "The shared subspace has the rank of the matrix divided by this.") { Minimum = 1 },
            new("tensors", ParameterKind.Choice, "matrices", "Which matrices are merged: all, or those of an encoder (names with encoder and weight, without layer_norm), as in the authors' code.")
            {
                Choices = ["matrices", "encoder"],
            },
        ],
    };

    public override ModelPass CreateModelPass(ModelContext model)
    {
        var taken = model with { Tensors = [.. model.Tensors.Where(Takes)] };
        var count = ModelTrimPass.CountOf(taken);

        // One more than int(p n), as in TIES.
        return new Pass(taken, Array.ConvertAll(model.Settings.Numbers("density"), density => Math.Min(count, (long)(density * count) + 1)));
    }

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) =>
        Takes(tensor) ? new DogeMerge(tensor, ((Pass)pass!).Smallest) : new LinearMerge(1, new float[tensor.Models]);

    private static bool Takes(TensorContext tensor) => MatrixMerge.Takes(tensor) && (tensor.Settings.Text("tensors") == "matrices"
        || (tensor.Name.Contains("encoder", StringComparison.Ordinal) && tensor.Name.Contains("weight", StringComparison.Ordinal) && !tensor.Name.Contains("layer_norm", StringComparison.Ordinal)));

    private sealed class Pass(ModelContext model, long[] keep) : ModelTrimPass(model, new long[keep.Length], keep)
    {
        public override bool NeedsBlocks(TensorContext tensor) => Takes(tensor);
    }
}
