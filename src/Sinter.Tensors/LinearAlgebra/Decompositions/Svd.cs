namespace Sinter.Tensors;

/// <summary>
/// Singular value decomposition A = U diag(s) Vᵀ of float32 matrices, on the calling thread (decompose several matrices at once to use several).
/// The Gram matrix of the shorter side is decomposed in double (<see cref="SymmetricEigen"/>), the other side's vectors are its products with A.
/// </summary>
/// <remarks>
/// Errors are those of float32 storage: singular values within 1e-6 of the largest, vectors orthogonal to 1e-6. Squaring loses directions whose singular value is below
/// <see cref="NullRatio"/> of the largest: their value is still returned (right to 1e-7 of the largest), but the long side's vector is any unit vector orthogonal to the others,
/// made from fixed random numbers. Signs are arbitrary, but the same for the same input on the same kind of machine.
/// </remarks>
public static unsafe class Svd
{
    /// <summary>Singular values below this part of the largest count as zero when vectors are made.</summary>
    public const double NullRatio = 1e-6;

    // Up to this part of all vectors, those of the largest values are found by themselves.
    private const int Few = 4;

    // Below this part of the largest value, products with A are no longer orthogonal by themselves to float32 accuracy.
    private const double SafeRatio = 1e-4;

    /// <summary>Bytes that a decomposition of [m, n] allocates while it runs: 8 min(m, n)² + 1536 max(m, n) and 1.4 MB, the outputs not counted.</summary>
    public static long WorkspaceBytes(int m, int n) => sizeof(double) * SvdScratch.Length(Math.Min(m, n), Math.Max(m, n)) + (1 << 16);

    /// <summary>The same for the <paramref name="k"/> largest values: for few of a large matrix 8 k min(m, n) more.</summary>
    internal static long WorkspaceBytes(int m, int n, int k)
    {
        int order = Math.Min(m, n), length = Math.Max(m, n);
        var room = SvdScratch.Length(order, length) - ((long)order * order) - order - SymmetricEigen.LargestWorkspaceLength(order);
        return WorkspaceBytes(m, n) + (k > order / Few ? 0 : sizeof(double) * ExtraDoubles(order, room, k));
    }

    /// <summary>The thin decomposition, r = min(m, n).</summary>
    /// <param name="m">Rows of A.</param>
    /// <param name="n">Columns of A.</param>
    /// <param name="a">[m, n], left as it is.</param>
    /// <param name="u">[m, r], orthonormal columns.</param>
    /// <param name="s">[r], descending.</param>
    /// <param name="vt">[r, n], orthonormal rows.</param>
    /// <exception cref="ArithmeticException">A holds NaN or infinity.</exception>
    public static void Thin(int m, int n, float* a, float* u, float* s, float* vt) => Decompose(m, n, a, u, Math.Min(m, n), s, vt, Math.Min(m, n));

    /// <summary>The full decomposition: U is [m, m] and Vᵀ [n, n]; beyond the first min(m, n), their vectors complete an orthonormal basis.</summary>
    /// <inheritdoc cref="Thin(int, int, float*, float*, float*, float*)"/>
    public static void Full(int m, int n, float* a, float* u, float* s, float* vt) => Decompose(m, n, a, u, m, s, vt, Math.Max(m, n));

    /// <summary>
    /// The <paramref name="k"/> largest singular values and their vectors: A ≈ U diag(s) Vᵀ. Cheaper than <see cref="Thin(int, int, float*, float*, float*, float*)"/> by the
    /// vectors that are not made.
    /// </summary>
    /// <param name="m">Rows of A.</param>
    /// <param name="n">Columns of A.</param>
    /// <param name="a">[m, n], left as it is.</param>
    /// <param name="k">1 .. min(m, n).</param>
    /// <param name="u">[m, k], orthonormal columns.</param>
    /// <param name="s">[k], descending.</param>
    /// <param name="vt">[k, n], orthonormal rows.</param>
    /// <exception cref="ArithmeticException">A holds NaN or infinity.</exception>
    public static void Truncated(int m, int n, float* a, int k, float* u, float* s, float* vt) => Truncated(m, n, a, k, u, k, s, vt);

    /// <summary>The same with the left vectors in k columns of a wider matrix.</summary>
    /// <inheritdoc cref="Truncated(int, int, float*, int, float*, float*, float*)"/>
    /// <param name="ldu">Elements from one row of U to the next, at least k.</param>
    internal static void Truncated(int m, int n, float* a, int k, float* u, int ldu, float* s, float* vt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, Math.Min(m, n));
        ArgumentOutOfRangeException.ThrowIfLessThan(ldu, k);
        Decompose(m, n, a, u, ldu, s, vt, k);
    }

    /// <summary>The thin decomposition on spans, checked.</summary>
    /// <inheritdoc cref="Thin(int, int, float*, float*, float*, float*)"/>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Thin(int m, int n, ReadOnlySpan<float> a, Span<float> u, Span<float> s, Span<float> vt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(m);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        var r = Math.Min(m, n);
        MatrixChecks.Require(nameof(a), m, n, n, a.Length);
        MatrixChecks.Require(nameof(u), m, r, r, u.Length);
        MatrixChecks.Require(nameof(s), 1, r, r, s.Length);
        MatrixChecks.Require(nameof(vt), r, n, n, vt.Length);
        fixed (float* pa = a, pu = u, ps = s, pv = vt) Thin(m, n, pa, pu, ps, pv);
    }

    /// <summary>
    /// The singular vectors of the shorter side, for a matrix with elements: rows of the result's <see cref="SvdScratch.Gram"/>, largest value first. The caller disposes it.
    /// </summary>
    /// <param name="m">Rows of A.</param>
    /// <param name="n">Columns of A.</param>
    /// <param name="a">[m, n].</param>
    /// <param name="count">How many vectors are wanted; there may be more.</param>
    internal static SvdScratch ShortSide(int m, int n, float* a, int count)
    {
        int order = Math.Min(m, n), length = Math.Max(m, n);
        var scratch = new SvdScratch(order, length);
        try
        {
            Gram(m, n, a, scratch);
            if (count <= order / Few)
            {
                if (TryLargest(order, count, scratch)) return scratch;
                Gram(m, n, a, scratch); // it was destroyed
            }

            SymmetricEigen.Decompose(order, scratch.Gram, scratch.Values, scratch.Eigen);
            scratch.SortDescending();
            return scratch;
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    private static void Gram(int m, int n, float* a, SvdScratch scratch)
    {
        var order = Math.Min(m, n);
        DoubleProduct.Gram(m > n, order, Math.Max(m, n), a, n, scratch.Gram, scratch.Product);
        for (var i = 0; i < order; i++)
            if (!double.IsFinite(scratch.Gram[i * (order + 1L)])) throw new ArithmeticException($"The matrix [{m}, {n}] holds NaN or infinity and has no singular values.");
    }

    private static bool TryLargest(int order, int count, SvdScratch scratch)
    {
        var room = scratch.Vectors;
        using var larger = new NativeBuffer<double>(ExtraDoubles(order, room.Length, count));
        fixed (double* vectors = room)
            return SymmetricEigen.TryLargest(order, count, scratch.Gram, scratch.Values, scratch.Eigen, larger.Length > 0 ? larger.Pointer : vectors);
    }

    private static long ExtraDoubles(int order, long room, int count) => (long)count * order > room ? (long)count * order : 0;

    /// <summary>The first <paramref name="count"/> singular values and vectors of the longer side, of which those past the shorter side complete a basis.</summary>
    internal static void LongSide(int m, int n, float* a, float* s, SvdScratch scratch, LongVectors vectors, int count)
    {
        int order = Math.Min(m, n), length = vectors.Length;
        var wide = m <= n;
        var largest = 0.0;
        for (var first = 0; first < count; first += SvdScratch.PanelRows)
        {
            var rows = Math.Min(SvdScratch.PanelRows, count - first);
            var known = Math.Clamp(order - first, 0, rows);
            var panel = scratch.Panel;
            if (known > 0)
                DoubleProduct.Run(
                    new DoubleTask<double, float>
                    {
                        TransposeB = !wide,
                        M = known,
                        N = length,
                        K = order,
                        A = scratch.Gram + (long)first * order,
                        LdA = order,
                        B = a,
                        LdB = n,
                        C = panel,
                        LdC = length,
                        Scale = 1,
                    },
                    scratch.Product);

            // the row's length is the singular value; rows that drown in rounding are drawn anew
            var safe = 0;
            for (var r = 0; r < rows; r++)
            {
                var row = panel + (long)r * length;
                var value = r < known ? Math.Sqrt(DoubleVectors.Dot(row, row, length)) : 0;
                if (first + r == 0) largest = value;
                if (first + r < order) s[first + r] = first + r == 0 ? (float)value : Math.Min((float)value, s[first + r - 1]);
                if (value <= NullRatio * largest) LongVectors.Draw(row, length, first + r);
                else
                {
                    if (value >= SafeRatio * largest && safe == r) safe++;
                    for (var i = 0; i < length; i++) row[i] /= value;
                }
            }

            if (safe < rows) vectors.Orthonormalise(panel, safe, rows, first, scratch);
            vectors.Store(panel, first, rows);
        }
    }

    private static void Decompose(int m, int n, float* a, float* u, int ldu, float* s, float* vt, int longCount)
    {
        int order = Math.Min(m, n), length = Math.Max(m, n);
        if (order == 0)
        {
            // nothing to decompose; the longer side still has a basis
            if (longCount > 0) Identity(length, m > n ? u : vt);
            return;
        }

        using var scratch = ShortSide(m, n, a, longCount);
        var wide = m <= n;
        var shortCount = Math.Min(order, longCount);
        for (var c = 0; c < shortCount; c++)
            for (var i = 0; i < order; i++)
                if (wide) u[(long)i * ldu + c] = (float)scratch.Gram[(long)c * order + i];
                else vt[(long)c * order + i] = (float)scratch.Gram[(long)c * order + i];

        LongSide(m, n, a, s, scratch, new LongVectors(length, wide ? vt : u, wide ? 0 : ldu), longCount);
    }

    private static void Identity(int n, float* matrix)
    {
        new Span<float>(matrix, checked(n * n)).Clear();
        for (var i = 0; i < n; i++) matrix[i * (n + 1L)] = 1;
    }
}
