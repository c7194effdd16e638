using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>The effective rank of a matrix: exp of the entropy of its singular values, brought to sum 1. Roy and Vetterli, "The effective rank", EUSIPCO 2007.</summary>
internal static class EffectiveRank
{
    /// <summary>Effective rank as a share of the largest possible; 0 for a zero matrix.</summary>
    public static unsafe double Share(int rows, int columns, float* values)
    {
        var order = Math.Min(rows, columns);
        if (order == 0) return 0;
        using var left = new NativeBuffer<float>((long)rows * order);
        using var right = new NativeBuffer<float>((long)order * columns);
        using var singular = new NativeBuffer<float>(order);
        Svd.Thin(rows, columns, values, left.Pointer, singular.Pointer, right.Pointer);
        var sum = 0.0;
        foreach (var value in singular.Span) sum += value;
        if (sum <= 0) return 0;
        var entropy = 0.0;
        foreach (var value in singular.Span)
            if (value > 0) entropy -= value / sum * Math.Log(value / sum);
        return Math.Exp(entropy) / order;
    }
}
