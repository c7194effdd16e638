using Sinter.Tensors;

namespace Sinter.Benchmarks.LinearAlgebra;

/// <summary>Thin SVD of matrices like task vectors (low rank plus noise) against LAPACK's sgesdd over OpenBLAS, one thread each.</summary>
public sealed unsafe class SvdBenchmark : IBenchmark
{
    public string Name => "svd";

    public string Summary => "singular value decomposition against LAPACK sgesdd, one thread";

    public void Run(string[] arguments)
    {
        if (OpenBlas.HasProducts && OpenBlas.RanWithoutForcing([Name, .. arguments])) return;
        if (OpenBlas.HasProducts)
        {
            Console.WriteLine(OpenBlas.Description);
            OpenBlas.SetThreads(1);
        }

        Console.WriteLine("| matrix | Sinter ms | sgesdd ms | Sinter / sgesdd | largest |s - s'| / s0 |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (m, n) in new[] { (192, 768), (768, 768), (768, 3072), (3072, 768) }) Row(m, n);
    }

    private static void Row(int m, int n)
    {
        var r = Math.Min(m, n);
        using var a = TaskVector(m, n);
        using var copy = new NativeBuffer<float>(a.Length);
        using var u = new NativeBuffer<float>((long)m * r);
        using var s = new NativeBuffer<float>(r);
        using var theirs = new NativeBuffer<float>(r);
        using var vt = new NativeBuffer<float>((long)r * n);
        void Ours() => Svd.Thin(m, n, a.Pointer, u.Pointer, s.Pointer, vt.Pointer);

        void Lapack()
        {
            a.Span.CopyTo(copy.Span);
            OpenBlas.Svd(m, n, copy.Pointer, theirs.Pointer, u.Pointer, vt.Pointer);
        }

        var samples = m * n > 1_000_000 ? 3 : 5;
        var ours = Measure.OneThread(Ours, samples) * 1e3;
        var rival = OpenBlas.HasDecompositions ? Measure.OneThread(Lapack, samples) * 1e3 : double.NaN;
        ours = Math.Min(ours, Measure.OneThread(Ours, samples) * 1e3);
        var worst = 0.0;
        for (var i = 0; OpenBlas.HasDecompositions && i < r; i++) worst = Math.Max(worst, Math.Abs(s.Pointer[i] - theirs.Pointer[i]) / theirs.Pointer[0]);
        Console.WriteLine($"| {m}×{n} | {ours:F1} | {rival:F1} | {ours / rival:F2} | {worst:E1} |");
    }

    // rank 16 plus noise of the same size
    private static NativeBuffer<float> TaskVector(int m, int n)
    {
        const int Rank = 16;
        using var left = new NativeBuffer<float>((long)m * Rank);
        using var right = new NativeBuffer<float>((long)Rank * n);
        var a = new NativeBuffer<float>((long)m * n);
        var state = 7u;
        foreach (var buffer in new[] { left, right, a })
            for (var i = 0L; i < buffer.Length; i++)
            {
                state = state * 1664525 + 1013904223;
                buffer.Pointer[i] = (state >> 8) / 16777216f - 0.5f;
            }

        using var workspace = new MatrixWorkspace();
        MatrixProduct.Multiply(false, false, m, n, Rank, left.Pointer, Rank, right.Pointer, n, true, a.Pointer, n, workspace);
        for (var i = 0L; i < a.Length; i++) a.Pointer[i] *= 1e-3f;
        return a;
    }
}
