using Sinter.Tensors;

namespace Sinter.Benchmarks.LinearAlgebra;

/// <summary>Single-precision products on the shapes of transformer training against the machine's own peak and OpenBLAS.</summary>
public sealed unsafe class ProductBenchmark : IBenchmark
{
    private static readonly (int M, int N, int K, bool Ta, bool Tb, string Use)[] Shapes =
    [
        (512, 512, 512, false, false, ""), (1024, 1024, 1024, false, false, ""), (2048, 2048, 2048, false, false, ""),
        (1024, 1024, 1024, false, true, ""), (1024, 1024, 1024, true, false, ""),
        (800, 2304, 768, false, true, "CLIP qkv"), (800, 768, 768, false, true, "CLIP projection"), (800, 3072, 768, false, true, "CLIP fc1"), (800, 768, 3072, false, true, "CLIP fc2"),
        (800, 768, 3072, false, false, "CLIP dX"), (3072, 768, 800, true, false, "CLIP dW"), (768, 3072, 800, true, false, "CLIP dW"),
        (4160, 576, 192, false, true, "ViT qkv"), (4160, 192, 192, false, true, "ViT projection"), (4160, 768, 192, false, true, "ViT fc1"), (4160, 192, 768, false, true, "ViT fc2"),
        (4160, 192, 768, false, false, "ViT dX"), (768, 192, 4160, true, false, "ViT dW"), (192, 768, 4160, true, false, "ViT dW"), (192, 192, 4160, true, false, "ViT dW"),
    ];

    public string Name => "product";

    public string Summary => "matrix product against the FMA peak and OpenBLAS, one and two threads [1t|2t] [quick]";

    public void Run(string[] arguments)
    {
        if (OpenBlas.HasProducts && OpenBlas.RanWithoutForcing([Name, .. arguments])) return;
        if (OpenBlas.HasProducts) Console.WriteLine(OpenBlas.Description);
        var quick = arguments.Contains("quick");
        if (!arguments.Contains("2t")) Table(1, quick);
        if (!arguments.Contains("1t")) Table(2, quick);
    }

    private static void Table(int threads, bool quick)
    {
        using var pool = new WorkerPool(threads);
        using var workspace = new MatrixWorkspace(threads == 1 ? null : pool);
        if (OpenBlas.HasProducts) OpenBlas.SetThreads(threads);
        Console.WriteLine($"\n{threads} thread(s), GF/s ({(threads == 1 ? "thread CPU time" : "wall time, undisturbed samples; * = best of disturbed ones")})");
        Console.WriteLine("| shape (M×N×K) | use | Sinter | OpenBLAS | ratio | FMA peak | % of peak |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        List<double> ratios = [], shares = [];
        var samples = quick ? 3 : 7;
        var spin = new Spin(20_000_000 / 8);
        foreach (var (m, n, k, ta, tb, use) in Shapes)
        {
            using var a = Filled((long)m * k, 1);
            using var b = Filled((long)k * n, 2);
            using var c = new NativeBuffer<float>((long)m * n);
            int lda = ta ? m : k, ldb = tb ? k : n;
            double flops = 2.0 * m * n * k, spinFlops = threads * spin.Rounds * FmaPeak.FlopsPerRound;

            double Rate(double amount, Action body, out bool disturbed)
            {
                var seconds = threads == 1 ? Measure.OneThread(body, samples) : Measure.Shared(body, threads, samples, quick ? 12 : 60);
                disturbed = seconds < 0;
                return amount / Math.Abs(seconds) / 1e9;
            }

            void Peak()
            {
                if (threads == 1) spin.Execute(0, 0);
                else pool.Run(threads, spin);
            }

            void Ours() => MatrixProduct.Multiply(ta, tb, m, n, k, a.Pointer, lda, b.Pointer, ldb, false, c.Pointer, n, workspace);

            void Theirs() => OpenBlas.Multiply(ta, tb, m, n, k, a.Pointer, lda, b.Pointer, ldb, c.Pointer, n);

            var peak = Rate(spinFlops, Peak, out _);
            var ours = Rate(flops, Ours, out var disturbed);
            var theirs = OpenBlas.HasProducts ? Rate(flops, Theirs, out _) : double.NaN;
            peak = Math.Max(peak, Rate(spinFlops, Peak, out _));
            ratios.Add(ours / theirs);
            shares.Add(ours / peak);
            var kind = (ta ? "T" : "N") + (tb ? "T" : "N");
            Console.WriteLine($"| {m}×{n}×{k} {kind} | {use} | {ours:F0}{(disturbed ? "*" : "")} | {theirs:F0} | {ours / theirs:F2} | {peak:F0} | {100 * ours / peak:F0} |");
        }

        Console.WriteLine($"| geometric mean | | | | {Measure.GeometricMean(ratios):F2} | | {100 * Measure.GeometricMean(shares):F1} |");
    }

    private static NativeBuffer<float> Filled(long length, uint seed)
    {
        var buffer = new NativeBuffer<float>(length);
        var state = seed * 2654435761u;
        for (var i = 0L; i < length; i++)
        {
            state = state * 1664525 + 1013904223;
            buffer.Pointer[i] = (state >> 8) / 16777216f - 0.5f;
        }

        return buffer;
    }

    private sealed class Spin(long rounds) : WorkItem
    {
        public long Rounds => rounds;

        public override void Execute(int index, int worker) => FmaPeak.Run(rounds);
    }
}
