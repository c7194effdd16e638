using System.Diagnostics;

namespace Sinter.Tensors;

/// <summary>
/// Single-precision matrix product C = op(A) · op(B) or C += op(A) · op(B) on row-major matrices, op being nothing or the transpose.
/// Sums over k run in float32 in an order that depends on k alone: the result is the same, bit for bit, for any number of workers.
/// </summary>
public static unsafe class MatrixProduct
{
    /// <summary>C[m,n] = (accumulate ? C : 0) + op(A)[m,k] · op(B)[k,n]; the caller guarantees the sizes.</summary>
    /// <param name="transposeA">A is stored as [k, m] instead of [m, k].</param>
    /// <param name="transposeB">B is stored as [n, k] instead of [k, n] (a linear layer's weight).</param>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Length of the sums; 0 gives zeros.</param>
    /// <param name="a">First operand.</param>
    /// <param name="lda">Elements from one stored row of A to the next.</param>
    /// <param name="b">Second operand.</param>
    /// <param name="ldb">Elements from one stored row of B to the next.</param>
    /// <param name="accumulate">Add to C instead of overwriting it.</param>
    /// <param name="c">Result; must not overlap A or B.</param>
    /// <param name="ldc">Elements from one row of C to the next.</param>
    /// <param name="workspace">Workers and buffers; not used by anyone else meanwhile.</param>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb, bool accumulate, float* c, int ldc, MatrixWorkspace workspace)
    {
        Debug.Assert(m >= 0 && n >= 0 && k >= 0 && lda >= (transposeA ? m : k) && ldb >= (transposeB ? k : n) && ldc >= n, "sizes");
        if (m == 0 || n == 0) return;
        if (k == 0)
        {
            if (!accumulate)
                for (var i = 0; i < m; i++) new Span<float>(c + (long)i * ldc, n).Clear();
            return;
        }

        workspace.Run(new ProductTask
        {
            TransposeA = transposeA,
            TransposeB = transposeB,
            Accumulate = accumulate,
            M = m,
            N = n,
            K = k,
            A = a,
            LdA = lda,
            B = b,
            LdB = ldb,
            C = c,
            LdC = ldc,
        });
    }

    /// <summary>The same on spans, checked.</summary>
    /// <inheritdoc cref="Multiply(bool, bool, int, int, int, float*, int, float*, int, bool, float*, int, MatrixWorkspace)" path="/param"/>
    /// <exception cref="ArgumentException">A span is too short, a row length too small, or C overlaps A or B.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, bool accumulate, Span<float> c, int ldc,
        MatrixWorkspace workspace)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentNullException.ThrowIfNull(workspace);
        MatrixChecks.Require(nameof(a), transposeA ? k : m, transposeA ? m : k, lda, a.Length);
        MatrixChecks.Require(nameof(b), transposeB ? n : k, transposeB ? k : n, ldb, b.Length);
        MatrixChecks.Require(nameof(c), m, n, ldc, c.Length);
        if (c.Overlaps(a) || c.Overlaps(b)) throw new ArgumentException("The result overlaps an operand; give it memory of its own.", nameof(c));
        fixed (float* pa = a, pb = b, pc = c) Multiply(transposeA, transposeB, m, n, k, pa, lda, pb, ldb, accumulate, pc, ldc, workspace);
    }

    /// <summary>
    /// <paramref name="outer"/> × <paramref name="inner"/> products of one size, shared over the workers: product (i, j) works on a + i · strideA.Outer + j · strideA.Inner and so on.
    /// For attention, outer is the image and inner the head; the operands may be strided views of one buffer. The results must not overlap one another.
    /// </summary>
    /// <inheritdoc cref="Multiply(bool, bool, int, int, int, float*, int, float*, int, bool, float*, int, MatrixWorkspace)" path="/param"/>
    /// <param name="outer">Slow batch size.</param>
    /// <param name="inner">Fast batch size.</param>
    /// <param name="strideA">Elements between the matrices A of the batch.</param>
    /// <param name="strideB">Elements between the matrices B of the batch.</param>
    /// <param name="strideC">Elements between the results.</param>
    public static void MultiplyBatched(
        bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, BatchStride strideA, float* b, int ldb, BatchStride strideB,
        bool accumulate, float* c, int ldc, BatchStride strideC, int outer, int inner, MatrixWorkspace workspace)
    {
        Debug.Assert(outer >= 0 && inner >= 0, "sizes");
        workspace.Batch.Run(
            new ProductTask
            {
                TransposeA = transposeA,
                TransposeB = transposeB,
                Accumulate = accumulate,
                M = m,
                N = n,
                K = k,
                A = a,
                LdA = lda,
                B = b,
                LdB = ldb,
                C = c,
                LdC = ldc,
            },
            strideA, strideB, strideC, outer, inner);
    }
}
