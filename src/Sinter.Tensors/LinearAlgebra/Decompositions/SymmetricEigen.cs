namespace Sinter.Tensors;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix in double, in the memory of the matrix: Householder reduction to tridiagonal form, accumulation of the reflections,
/// implicit QL with the rotations of a sweep applied together (Golub and Van Loan, Matrix Computations, 8.3).
/// </summary>
public static unsafe class SymmetricEigen
{
    /// <summary>Doubles of scratch memory that <see cref="Decompose"/> needs: about 100 n, and 1.3 MB.</summary>
    public static long WorkspaceLength(int n) => SymmetricEigen<DoubleLanes512>.ScratchLength(n);

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
}
