namespace Sinter.Tensors;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix in double, in the memory of the matrix: Householder reduction to tridiagonal form, accumulation of the reflections,
/// implicit QL with the rotations of a sweep applied together (Golub and Van Loan, Matrix Computations, 8.3).
/// </summary>
public static unsafe class SymmetricEigen
{
    /// <summary>Doubles of scratch memory that <see cref="Decompose"/> needs: about 100 n, and 1.3 MB.</summary>
    public static long WorkspaceLength(int n) => SymmetricEigen<DoubleLanes512>.ScratchLength(n);

    /// <summary>The same for <see cref="TryLargest"/>: less.</summary>
    internal static long LargestWorkspaceLength(int n) => (5L * n) + TridiagonalVectors.ScratchLength(n);

    /// <summary>A = Σ_r w_r q_r q_rᵀ.</summary>
    /// <param name="n">Order.</param>
    /// <param name="a">[n, n]; the lower triangle is read. On return row r is the eigenvector q_r.</param>
    /// <param name="w">[n] eigenvalues, in no order.</param>
    /// <param name="scratch">[<see cref="WorkspaceLength"/>].</param>
    /// <exception cref="ArithmeticException">The iteration does not end: the matrix holds NaN or infinity.</exception>
    public static void Decompose(int n, double* a, double* w, double* scratch)
    {
        if (Simd.Has512) SymmetricEigen<DoubleLanes512>.Decompose(n, a, w, scratch);
        else if (Simd.Has256) SymmetricEigen<DoubleLanes256>.Decompose(n, a, w, scratch);
        else SymmetricEigen<DoubleLanes128>.Decompose(n, a, w, scratch);
    }

    /// <summary>
    /// All eigenvalues, falling, and the eigenvectors of the <paramref name="k"/> largest as the first rows of a: without the rotations of all the others, for a k that is small beside n.
    /// </summary>
    /// <param name="n">Order, at least 1.</param>
    /// <param name="k">1 .. n.</param>
    /// <param name="a">[n, n]; the lower triangle is read, all is destroyed.</param>
    /// <param name="w">[n] eigenvalues.</param>
    /// <param name="scratch">[<see cref="LargestWorkspaceLength"/>].</param>
    /// <param name="vectors">[k, n] scratch.</param>
    /// <returns>False if the vectors could not be found well: then <see cref="Decompose"/> must be asked, with a fresh matrix.</returns>
    internal static bool TryLargest(int n, int k, double* a, double* w, double* scratch, double* vectors) =>
        Simd.Has512 ? SymmetricEigen<DoubleLanes512>.TryLargest(n, k, a, w, scratch, vectors)
        : Simd.Has256 ? SymmetricEigen<DoubleLanes256>.TryLargest(n, k, a, w, scratch, vectors)
        : SymmetricEigen<DoubleLanes128>.TryLargest(n, k, a, w, scratch, vectors);
}
