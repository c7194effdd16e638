namespace Sinter.Tensors;

/// <summary><see cref="SymmetricEigen"/> on one instruction set.</summary>
internal static unsafe class SymmetricEigen<V>
    where V : struct, IDoubleLanes<V>
{
    public static long ScratchLength(int n) => 2L * n + Math.Max(n, Math.Max(Tridiagonalization<V>.ScratchLength(n), TridiagonalQl<V>.ScratchLength(n)));

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
        TridiagonalQl<V>.Run(n, w, e, a, rest);
    }
}
