namespace Sinter.Tensors;

/// <summary>
/// The innermost loop of small products: a tile of C in registers as in <see cref="IProductKernel"/>, but A is read where it lies, and so is B unless it is transposed.
/// Packing pays only where a packed element is used some hundred times.
/// </summary>
internal unsafe interface IDirectKernel
{
    /// <summary>Rows of the register tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns of the register tile.</summary>
    static abstract int Columns { get; }

    /// <summary>
    /// c[r, j] = (accumulate ? c : 0) + Σ_p a[r · rowStep + p · step] b[p · ldb + j] for all rows of the tile from <paramref name="skip"/> on and j &lt; columns ≤ Columns.
    /// Nothing beyond is read or written. skip is below Rows.
    /// </summary>
    static abstract void Multiply(int k, float* a, nint rowStep, nint step, float* b, nint ldb, float* c, nint ldc, int columns, int skip, bool accumulate);
}
