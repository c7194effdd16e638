namespace Sinter.Merging;

/// <summary>B + Σ c_i d_i of the sparse task vectors.</summary>
/// <param name="sparsifier">What drops elements; owned.</param>
/// <param name="coefficients">One coefficient a model.</param>
internal sealed class SparseSum(Sparsifier sparsifier, float[] coefficients) : SparseMerge(sparsifier)
{
    private readonly Sparsifier _sparsifier = sparsifier;

    /// <summary>With the tensor's weights and lambda, divided by the sum of the weights if it says normalize.</summary>
    public static SparseSum Create(TensorContext tensor, Sparsifier sparsifier)
    {
        var weights = tensor.Settings.Numbers("weight");
        var scale = tensor.Settings.Number("lambda") / (tensor.Settings.Flag("normalize") ? WeightChecks.SumOrOne(weights) : 1);
        return new SparseSum(sparsifier, Array.ConvertAll(weights, weight => (float)(weight * scale)));
    }

    public override void Combine(in Block block, Span<float> result)
    {
        Span<float> factors = stackalloc float[coefficients.Length];
        _sparsifier.Drop(block, factors);
        LinearMerge.Combine(block, 1, Scaled(coefficients, factors, factors), result);
    }

    public override unsafe bool CombineSelected<TSelection>(in StoredBlock block, TSelection selection, ReadOnlySpan<float> factors, byte* result) =>
        SelectedSum.Combine(block, selection, Scaled(coefficients, factors, stackalloc float[coefficients.Length]), result);
}
