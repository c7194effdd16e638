using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The effective rank of a matrix: exp of the entropy of its singular values, brought to sum 1. Roy and Vetterli, "The effective rank", EUSIPCO 2007.</summary>
internal static class EffectiveRank
{
    /// <summary>Effective rank as a share of the largest possible; 0 for a zero matrix. More than two dimensions: the first against the rest.</summary>
    public static double Share(ReadOnlySpan<float> values, TensorShape shape, WorkerPool workers)
    {
        return 0;
    }
}
