namespace Sinter.Tensors;

/// <summary>Solves (G + λ I) X = B for a symmetric positive definite G in double, by blocked Cholesky factorisation on the calling thread.</summary>
public static unsafe class Cholesky
{
    private const int Block = 96;

    /// <summary>Overwrites B with the solution X and the lower triangle of G with the factor L (G + λ I = L Lᵀ).</summary>
    /// <param name="n">Order of G.</param>
    /// <param name="g">[n, n]; the lower triangle is read.</param>
    /// <param name="ridge">λ ≥ 0, added to the diagonal.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="b">[n, columns].</param>
    /// <returns>False if G + λ I is not positive definite to working precision (or holds NaN); B is then left as it was.</returns>
    public static bool Solve(int n, double* g, double ridge, int columns, double* b)
    {
        using var scratch = new NativeBuffer<double>(DoubleProduct.ScratchLength);
        using var diagonal = new NativeBuffer<double>(n);
        for (var i = 0; i < n; i++) diagonal.Pointer[i] = g[i * (n + 1L)] += ridge;
        if (!Factor(n, g, diagonal.Pointer, scratch.Pointer)) return false;
        Forward(n, g, columns, b, scratch.Pointer);
        Backward(n, g, columns, b, scratch.Pointer);
        return true;
    }

    private static bool Factor(int n, double* g, double* diagonal, double* scratch)
    {
        for (var k = 0; k < n; k += Block)
        {
            var end = Math.Min(k + Block, n);
            for (var i = k; i < n; i++)
            {
                var row = g + (long)i * n + k;
                for (var j = k; j < Math.Min(i, end); j++)
                {
                    var other = g + (long)j * n + k;
                    row[j - k] = (row[j - k] - DoubleVectors.Dot(row, other, j - k)) / other[j - k];
                }

                if (i >= end) continue;
                var rest = row[i - k] - DoubleVectors.Dot(row, row, i - k);
                // what is left of the diagonal must not be rounding alone
                if (!(rest > 1e-14 * diagonal[i]) || !double.IsFinite(rest)) return false;
                row[i - k] = Math.Sqrt(rest);
            }

            if (end == n) break;
            var panel = g + (long)end * n + k;
            DoubleProduct.Run(
                new DoubleTask<double, double>
                {
                    TransposeB = true,
                    M = n - end,
                    N = n - end,
                    K = end - k,
                    A = panel,
                    LdA = n,
                    B = panel,
                    LdB = n,
                    C = g + (long)end * n + end,
                    LdC = n,
                    Scale = -1,
                    Accumulate = true,
                    LowerOnly = true,
                },
                scratch);
        }

        return true;
    }

    private static void Forward(int n, double* l, int columns, double* b, double* scratch)
    {
        for (var k = 0; k < n; k += Block)
        {
            var end = Math.Min(k + Block, n);
            var rows = b + (long)k * columns;
            if (k > 0)
                DoubleProduct.Run(
                    new DoubleTask<double, double>
                    {
                        M = end - k,
                        N = columns,
                        K = k,
                        A = l + (long)k * n,
                        LdA = n,
                        B = b,
                        LdB = columns,
                        C = rows,
                        LdC = columns,
                        Scale = -1,
                        Accumulate = true,
                    },
                    scratch);
            for (var i = k; i < end; i++)
            {
                var row = b + (long)i * columns;
                for (var j = k; j < i; j++) DoubleVectors.AddScaled(row, -l[(long)i * n + j], b + (long)j * columns, columns);
                var diagonal = l[i * (n + 1L)];
                for (var c = 0; c < columns; c++) row[c] /= diagonal;
            }
        }
    }

    private static void Backward(int n, double* l, int columns, double* b, double* scratch)
    {
        for (var k = (n - 1) / Block * Block; k >= 0; k -= Block)
        {
            var end = Math.Min(k + Block, n);
            if (end < n)
                DoubleProduct.Run(
                    new DoubleTask<double, double>
                    {
                        TransposeA = true,
                        M = end - k,
                        N = columns,
                        K = n - end,
                        A = l + (long)end * n + k,
                        LdA = n,
                        B = b + (long)end * columns,
                        LdB = columns,
                        C = b + (long)k * columns,
                        LdC = columns,
                        Scale = -1,
                        Accumulate = true,
                    },
                    scratch);
            for (var i = end - 1; i >= k; i--)
            {
                var row = b + (long)i * columns;
                for (var j = i + 1; j < end; j++) DoubleVectors.AddScaled(row, -l[(long)j * n + i], b + (long)j * columns, columns);
                var diagonal = l[i * (n + 1L)];
                for (var c = 0; c < columns; c++) row[c] /= diagonal;
            }
        }
    }
}
