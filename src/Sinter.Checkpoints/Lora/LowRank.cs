using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>The best approximation of a product of thin factors by one of lower rank (Eckart-Young), without forming the product.</summary>
internal static class LowRank
{
    /// <summary>
    /// left [rows, rank] · right [rank, columns] ≈ B · A with B [rows, kept] and A [kept, columns]; the singular values are shared evenly between the two.
    /// </summary>
    public static (float[] A, float[] B) Truncate(float[] left, float[] right, int rows, int rank, int columns, int kept)
    {
        // left = U1 S1 V1ᵀ and right = U2 S2 V2ᵀ; the product's singular values are those of the core S1 V1ᵀ U2 S2.
        var (p, q) = (Math.Min(rows, rank), Math.Min(rank, columns));
        var (u1, s1, v1) = Thin(left, rows, rank);
        var (u2, s2, v2) = Thin(right, rank, columns);
        using var workspace = new MatrixWorkspace();
        var core = new float[p * q];
        MatrixProduct.Multiply(false, false, p, q, rank, v1, rank, u2, q, false, core, q, workspace);
        for (var i = 0; i < p; i++)
            for (var j = 0; j < q; j++) core[i * q + j] *= s1[i] * s2[j];
        var (u, s, v) = Thin(core, p, q);
        var inner = Math.Min(p, q);

        for (var k = 0; k < kept; k++)
        {
            var root = MathF.Sqrt(s[k]);
            for (var i = 0; i < p; i++) u[i * inner + k] *= root;
            for (var j = 0; j < q; j++) v[k * q + j] *= root;
        }

        var b = new float[rows * kept];
        var a = new float[kept * columns];
        MatrixProduct.Multiply(false, false, rows, kept, p, u1, p, u, inner, false, b, kept, workspace);
        MatrixProduct.Multiply(false, false, kept, columns, q, v, q, v2, columns, false, a, columns, workspace);
        return (a, b);
    }

    private static (float[] U, float[] S, float[] Vt) Thin(float[] matrix, int rows, int columns)
    {
        var r = Math.Min(rows, columns);
        var (u, s, vt) = (new float[rows * r], new float[r], new float[r * columns]);
        Svd.Thin(rows, columns, matrix, u, s, vt);
        return (u, s, vt);
    }
}
