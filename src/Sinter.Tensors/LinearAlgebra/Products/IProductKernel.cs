namespace Sinter.Tensors;

/// <summary>
/// The innermost loop of the matrix product on one instruction set: a tile of C, <see cref="Rows"/> × <see cref="Columns"/>, held in registers while k runs.
/// Implementations are structs, so that the driver is compiled once for each of them.
/// </summary>
internal unsafe interface IProductKernel
{
    /// <summary>Rows of the register tile; A is packed as [k][Rows].</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the register tile; B is packed as [k][Columns].</summary>
    static abstract int Columns { get; }

    /// <summary>Longest run of k in one pass (sizes the packed blocks for the caches).</summary>
    static abstract int DepthBlock { get; }

    /// <summary>Most rows of A packed at once; a multiple of <see cref="Rows"/>.</summary>
    static abstract int RowBlock { get; }

    /// <summary>c[Rows, Columns] = (accumulate ? c : 0) + Σ over k of a[k][·] b[k][·].</summary>
    static abstract void Multiply(long k, float* a, float* b, float* c, long ldc, bool accumulate);

    /// <summary>The same for the first half of the columns; b keeps its full row length.</summary>
    static abstract void MultiplyHalf(long k, float* a, float* b, float* c, long ldc, bool accumulate);

    /// <summary>destination[p · width + r] = source[r · ld + p] for r &lt; rows ≤ width and p &lt; k; zero for the rows from there to
    /// <paramref name="filled"/>.</summary>
    static abstract void PackTransposed(float* source, long ld, int rows, int k, float* destination, int width, int filled);
}
