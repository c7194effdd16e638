namespace Sinter.Tensors;

/// <summary><see cref="SymmetricEigen"/> on one instruction set.</summary>
internal static unsafe class SymmetricEigen<V>
    where V : struct, IDoubleLanes<V>
{
    public static long ScratchLength(int n) => 2L * n + Math.Max(8L * n, Math.Max(Tridiagonalization<V>.ScratchLength(n), TridiagonalQl<V>.ScratchLength(n)));

    public static void Decompose(int n, double* a, double* w, double* scratch)
    {
        if (n == 0) return;
        double* e = scratch, tau = e + n, rest = tau + n;
        Tridiagonalization<V>.Reduce(n, a, e, tau, rest);
        for (var i = 0; i < n; i++) w[i] = a[(long)i * n + i];
        // a reflection that clears nothing is the identity, whatever its row holds
        Tridiagonalization<V>.Accumulate(n, a, tau, rest);
        for (var i = 1; i < n; i++) e[i - 1] = e[i];
        e[n - 1] = 0;
        TridiagonalQl<V>.Run<Yes>(n, w, e, a, rest);
    }

    // As Decompose, but for the eigenvalues alone, and with the vectors of the k largest in the first k rows. False if these could not be found well: the matrix is destroyed all the same.
    public static bool TryLargest(int n, int k, double* a, double* w, double* scratch, double* vectors)
    {
        double* e = scratch, tau = e + n, rest = tau + n;
        Tridiagonalization<V>.Reduce(n, a, e, tau, rest);
        double* d = rest, beside = d + n, used = beside + n;
        for (var i = 0; i < n; i++) w[i] = d[i] = a[(long)i * n + i];
        for (var i = 1; i < n; i++) beside[i - 1] = used[i - 1] = e[i];
        beside[n - 1] = used[n - 1] = 0;
        TridiagonalQl<V>.Run<No>(n, w, used, null, null);
        new Span<double>(w, n).Sort(static (x, y) => y.CompareTo(x));
        if (!TridiagonalVectors.TryFind(n, d, beside, w, k, vectors, used + n)) return false;
        for (var i = 1; i < n; i++)
        {
            var reflection = a + (long)i * n;
            if (tau[i] == 0) continue;
            for (var j = 0; j < k; j++)
            {
                var vector = vectors + (long)j * n;
                DoubleVectors<V>.AddScaled(vector, -tau[i] * DoubleVectors<V>.Dot(reflection, vector, i), reflection, i);
            }
        }

        new Span<double>(vectors, checked(k * n)).CopyTo(new Span<double>(a, checked(k * n)));
        return true;
    }
}
