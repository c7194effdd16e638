using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Sinter.Benchmarks.LinearAlgebra;

/// <summary>The rival, when installed (Debian: libopenblas0-pthread, liblapacke). Never used by the library itself.</summary>
public static unsafe partial class OpenBlas
{
    private const string Blas = "libopenblas.so.0";
    private const string Lapack = "liblapacke.so.3";
    private const int RowMajor = 101;
    private const string Unforced = "SINTER_BENCHMARK_CHILD";
    private static readonly string[] Forcing = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS"];

    public static bool HasProducts { get; } = NativeLibrary.TryLoad(Blas, out _);

    public static bool HasDecompositions { get; } = NativeLibrary.TryLoad(Lapack, out _);

    /// <summary>What OpenBLAS says about itself.</summary>
    public static string Description => Marshal.PtrToStringUTF8(GetConfig()) ?? "";

    /// <summary>
    /// OpenBLAS reads its tuning variables when it is loaded; a forced core type makes it up to two times slower. True: this process started itself again without them and the
    /// child did the work.
    /// </summary>
    public static bool RanWithoutForcing(string[] arguments)
    {
        if (Environment.GetEnvironmentVariable(Unforced) is not null || !Forcing.Any(name => Environment.GetEnvironmentVariable(name) is not null)) return false;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(OpenBlas).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in Forcing) start.Environment.Remove(name);
        start.Environment[Unforced] = "1";
        using var child = Process.Start(start)!;
        child.WaitForExit();
        return true;
    }

    public static void SetThreads(int threads) => SetThreadCount(threads);

    public static void Multiply(bool ta, bool tb, int m, int n, int k, float* a, int lda, float* b, int ldb, float* c, int ldc) =>
        Gemm(RowMajor, ta ? 112 : 111, tb ? 112 : 111, m, n, k, 1f, a, lda, b, ldb, 0f, c, ldc);

    /// <summary>Thin SVD; destroys <paramref name="a"/>.</summary>
    public static void Svd(int m, int n, float* a, float* s, float* u, float* vt)
    {
        var r = Math.Min(m, n);
        Gesdd(RowMajor, (byte)'S', m, n, a, n, s, u, r, vt, n);
    }

    [LibraryImport(Blas, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreadCount(int threads);

    [LibraryImport(Blas, EntryPoint = "openblas_get_config")]
    private static partial IntPtr GetConfig();

    [LibraryImport(Blas, EntryPoint = "cblas_sgemm")]
    private static partial void Gemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Lapack, EntryPoint = "LAPACKE_sgesdd")]
    private static partial int Gesdd(int order, byte job, int m, int n, float* a, int lda, float* s, float* u, int ldu, float* vt, int ldvt);
}
