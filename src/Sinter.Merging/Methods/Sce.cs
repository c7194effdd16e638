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

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass) => new SceMerge(tensor);
}
