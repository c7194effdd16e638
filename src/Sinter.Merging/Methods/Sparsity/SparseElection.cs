namespace Sinter.Merging;

/// <summary>A sign election over the sparse task vectors.</summary>
/// <param name="sparsifier">What drops elements; owned.</param>
/// <param name="weights">One weight a model.</param>
/// <param name="election">The rule.</param>
internal sealed class SparseElection(Sparsifier sparsifier, float[] weights, SignElection election) : SparseMerge(sparsifier)
{
    private readonly Sparsifier _sparsifier = sparsifier;

    /// <summary>With the tensor's weights, normalize and lambda.</summary>
    public static SparseElection Create(TensorContext tensor, Sparsifier sparsifier)
    {
        var combination = tensor.Settings.Flag("normalize") ? AgreeingElements.Mean : AgreeingElements.Sum;
        var weights = Array.ConvertAll(tensor.Settings.Numbers("weight"), static weight => (float)weight);
        return new SparseElection(sparsifier, weights, new SignElection(combination, (float)tensor.Settings.Number("lambda")));
    }

    public override void Combine(in Block block, Span<float> result)
    {
        Span<float> bounds = stackalloc float[weights.Length], factors = stackalloc float[weights.Length];
        _sparsifier.Apply(block, bounds, factors);
        ConsensusKernel.Combine(block, bounds, weights, Scaled(weights, factors, factors), election, result);
    }

    public override unsafe bool CombineSelected<TSelection>(in StoredBlock block, TSelection selection, ReadOnlySpan<float> factors, byte* result) =>
        ConsensusKernel.Combine(block, selection, weights, Scaled(weights, factors, stackalloc float[weights.Length]), election, result);
}
