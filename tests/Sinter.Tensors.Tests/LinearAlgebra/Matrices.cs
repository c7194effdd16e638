namespace Sinter.Tensors.Tests.LinearAlgebra;

/// <summary>Test matrices and the slow references the fast kernels are checked against.</summary>
internal static class Matrices
{
    /// <summary>Repeatable values in (−1, 1).</summary>
    public static float[] Random(int count, uint seed)
    {
        var values = new float[count];
        var state = (seed * 2654435761u) | 1u;
        for (var i = 0; i < count; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            values[i] = (state >> 8) / 8388608f - 1f;
        }

        return values;
    }

    /// <summary>C = (accumulate ? C : 0) + op(A) op(B) in double.</summary>
    public static double[] Multiply(bool ta, bool tb, int m, int n, int k, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb)
    {
        var c = new double[m * n];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
                for (var p = 0; p < k; p++)
                    c[i * n + j] += (double)a[ta ? p * lda + i : i * lda + p] * b[tb ? j * ldb + p : p * ldb + j];
        return c;
    }
}
