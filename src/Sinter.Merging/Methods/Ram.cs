namespace Sinter.Merging;

/// <summary>
/// RAM: an element of a task vector belongs to its model if |d| &gt; ε. Elements that belong to one model alone are added whole, shared ones averaged over their owners.
/// "Reinforced Agent Merging" (arXiv 2601.13572), as in mergekit.
/// </summary>
internal sealed class Ram : MergeMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "ram",
        "Adds the task-vector elements that one model alone changed, and averages those that several changed.",
        "B + d_i where |d_i| > ε for one i alone; B + mean of the d_i with |d_i| > ε where for several",
        "arXiv 2601.13572; as in mergekit (read)",
        MethodScope.Element,
        BaseModelUse.Required)
    {
        Parameters = [RamParameters.Epsilon],
        InMergekit = true,
    };

    public override TensorMerge CreateTensorMerge(TensorContext tensor, ModelPass? pass)
    {
        var factors = new float[tensor.Models];
        Array.Fill(factors, 1);
        return new Merge((float)tensor.Settings.Number("epsilon"), factors);
    }

    private sealed class Merge(float epsilon, float[] factors) : TensorMerge
    {
        public override void Combine(in Block block, Span<float> result) => RamKernel.Combine(block, epsilon, factors, result);
    }
}
