namespace Sinter.Tensors;

/// <summary>The polar factor U Vᵀ of A = U diag(s) Vᵀ: the nearest matrix with orthonormal rows (or columns), A with all singular values set to one.</summary>
public static unsafe class PolarDecomposition
{
    // Narrow enough for its copy to fit where the decomposition had its panels.
    private const int Block = 256;

    /// <summary>Bytes allocated while it runs, the output not counted.</summary>
    public static long WorkspaceBytes(int m, int n) => Svd.WorkspaceBytes(m, n);

    /// <summary>p = U Vᵀ and the singular values of A.</summary>
    /// <param name="m">Rows of A.</param>
    /// <param name="n">Columns of A.</param>
    /// <param name="a">[m, n], left as it is.</param>
    /// <param name="p">[m, n].</param>
    /// <param name="s">[min(m, n)], descending.</param>
    /// <param name="workspace">Of the matrix product.</param>
    /// <param name="complete">
    /// Whether null directions (<see cref="Svd.NullRatio"/>) get some orthonormal completion, as in <see cref="Svd"/>; else they stay null, which is unique: a partial isometry.
    /// </param>
    /// <exception cref="ArithmeticException">A holds NaN or infinity.</exception>
    public static void Factor(int m, int n, float* a, float* p, float* s, MatrixWorkspace workspace, bool complete = true)
    {
        int order = Math.Min(m, n), length = Math.Max(m, n);
        if (order == 0) return;
        var wide = m <= n;
        using var scratch = Svd.ShortSide(m, n, a, order);
        // The long side's vectors are made in the result's memory, then multiplied by the short side's block by block.
        Svd.LongSide(m, n, a, s, scratch, new LongVectors(length, p, wide ? 0 : n), order);
        var small = ShortSide(order, s, scratch, complete);
        var block = (float*)scratch.Panel;
        for (var at = 0; at < length; at += Block)
        {
            var width = Math.Min(Block, length - at);
            if (wide)
            {
                for (var i = 0; i < order; i++) new Span<float>(p + (long)i * n + at, width).CopyTo(new Span<float>(block + (long)i * width, width));
                MatrixProduct.Multiply(true, false, order, width, order, small, order, block, width, false, p + at, n, workspace);
            }
            else
            {
                var rows = p + (long)at * n;
                new Span<float>(rows, width * n).CopyTo(new Span<float>(block, width * n));
                MatrixProduct.Multiply(false, false, width, order, order, block, n, small, order, false, rows, n, workspace);
            }
        }
    }

    // The short side's vectors as rows in float32, where their doubles were; null ones become zero.
    private static float* ShortSide(int order, float* s, SvdScratch scratch, bool complete)
    {
        var vectors = (float*)scratch.Gram;
        for (var c = 0; c < order; c++)
        {
            var keep = complete || s[c] > Svd.NullRatio * s[0];
            for (var i = (long)c * order; i < (c + 1L) * order; i++) vectors[i] = keep ? (float)scratch.Gram[i] : 0;
        }

        return vectors;
    }
}
