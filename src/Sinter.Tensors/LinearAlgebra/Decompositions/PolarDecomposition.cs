namespace Sinter.Tensors;

/// <summary>The polar factor U Vᵀ of A = U diag(s) Vᵀ: the nearest matrix with orthonormal rows (or columns), A with all singular values set to one.</summary>
public static unsafe class PolarDecomposition
{
    private const int Block = 256;

    /// <summary>Bytes allocated while it runs, beside what <paramref name="m"/> × <paramref name="n"/> outputs take.</summary>
    public static long WorkspaceBytes(int m, int n)
    {
        long order = Math.Min(m, n);
        return Svd.WorkspaceBytes(m, n) + sizeof(float) * order * (order + Block);
    }

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
        using var shortSide = new NativeBuffer<float>((long)order * order);
        using var block = new NativeBuffer<float>((long)order * Math.Min(Block, length));
        var small = shortSide.Pointer;
        var wide = m <= n;
        // the long side's vectors are made in the result's memory, then multiplied by the short side's block by block
        Svd.Thin(m, n, a, wide ? small : p, s, wide ? p : small);
        for (var c = 0; c < order && !complete; c++)
        {
            if (s[c] > Svd.NullRatio * s[0]) continue;
            for (var i = 0; i < order; i++) small[wide ? (long)i * order + c : (long)c * order + i] = 0;
        }

        for (var at = 0; at < length; at += Block)
        {
            var width = Math.Min(Block, length - at);
            if (wide)
            {
                for (var i = 0; i < order; i++) new Span<float>(p + (long)i * n + at, width).CopyTo(new Span<float>(block.Pointer + (long)i * width, width));
                MatrixProduct.Multiply(false, false, order, width, order, small, order, block.Pointer, width, false, p + at, n, workspace);
            }
            else
            {
                var rows = p + (long)at * n;
                new Span<float>(rows, width * n).CopyTo(block.Span);
                MatrixProduct.Multiply(false, false, width, order, order, block.Pointer, n, small, order, false, rows, n, workspace);
            }
        }
    }
}
