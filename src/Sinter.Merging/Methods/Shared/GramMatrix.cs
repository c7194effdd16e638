using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Dot products of n vectors with each other. Norms, angles and lengths of linear combinations follow from it without looking at the vectors again.</summary>
/// <param name="size">Number of vectors.</param>
/// <param name="dots">The upper triangle, row by row: (0,0), (0,1), … (1,1), …</param>
internal sealed class GramMatrix(int size, double[] dots)
{
    /// <summary>Number of vectors.</summary>
    public int Size { get; } = size;

    /// <summary>Dot product of two of the vectors.</summary>
    public double this[int row, int column]
    {
        get
        {
            var (first, second) = (Math.Min(row, column), Math.Max(row, column));
            return dots[first * (2 * Size - first - 1) / 2 + second];
        }
    }

    /// <summary>Numbers in the upper triangle.</summary>
    public static int Length(int size) => size * (size + 1) / 2;

    /// <summary>Writes the upper triangle for the models' vectors over a part of a block; <paramref name="addresses"/> is scratch, one a model.</summary>
    public static unsafe void Fill(in Block block, int start, int length, nint[] addresses, double[] dots)
    {
        for (var model = 0; model < addresses.Length; model++) addresses[model] = (nint)(block.Pointer(1 + model) + start);
        GramSums.Fill(addresses, length, dots);
    }

    /// <summary>Length of a vector.</summary>
    public double Norm(int vector) => Math.Sqrt(this[vector, vector]);

    /// <summary>Cosine of the angle between two vectors; 0 if one has no length.</summary>
    public double Cosine(int first, int second)
    {
        var product = Norm(first) * Norm(second);
        return product > 0 ? Math.Clamp(this[first, second] / product, -1, 1) : 0;
    }

    /// <summary>Dot product of two linear combinations of the vectors.</summary>
    public double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        var sum = 0.0;
        for (var row = 0; row < Size; row++)
            for (var column = 0; column < Size; column++) sum += first[row] * second[column] * this[row, column];
        return sum;
    }

    /// <summary>Length of a linear combination of the vectors.</summary>
    public double Norm(ReadOnlySpan<double> combination) => Math.Sqrt(Math.Max(0, Dot(combination, combination)));
}
