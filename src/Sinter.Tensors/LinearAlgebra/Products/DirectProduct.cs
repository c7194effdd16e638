using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Small products (attention heads, one sample's tokens times a block of weights) without packing A: up to 1.7 times as fast there as the blocked driver, same bits.</summary>
internal static unsafe class DirectProduct
{
    /// <summary>Longest sum: one pass of the blocked driver, so that both drivers add in the same order.</summary>
    public const int MostDepth = 256;

    /// <summary>Floats of the panel that <see cref="Run"/> needs.</summary>
    public const int PanelLength = MostDepth * 32;

    // With more rows and columns than this, packing A pays again.
    private const int FewRows = 104;
    private const int FewColumns = 256;
    private const int MostRows = 256;

    /// <summary>Rows of the packing kernel of the same machine: another kernel, chosen by a test, does not take this way.</summary>
    public static int PackingRows => Simd.Has512 ? Kernel512.Rows : Kernel256.Rows;

    /// <summary>Whether the task is small enough and the machine has a kernel.</summary>
    public static bool Suits(in ProductTask task) =>
        task.K <= MostDepth && task.M <= MostRows && (task.M <= FewRows || task.N <= FewColumns) &&
        (Simd.Has512 ? task.M >= Direct512.Rows : Simd.Has256 && task.M >= Direct256.Rows);

    /// <summary>Does the task on this thread.</summary>
    public static void Run(in ProductTask task, float* panel)
    {
        if (Simd.Has512) Run<Direct512, Kernel512>(task, panel);
        else Run<Direct256, Kernel256>(task, panel);
    }

    [MethodImpl(Simd.Kernel)]
    private static void Run<TDirect, TPacking>(in ProductTask task, float* panel)
        where TDirect : struct, IDirectKernel
        where TPacking : struct, IProductKernel
    {
        nint rowStep = task.TransposeA ? 1 : task.LdA, step = task.TransposeA ? task.LdA : 1;
        for (var j = 0; j < task.N; j += TDirect.Columns)
        {
            var columns = Math.Min(TDirect.Columns, task.N - j);
            var b = task.B + j;
            nint ldb = task.LdB;
            if (task.TransposeB)
            {
                TPacking.PackTransposed(task.B + (long)j * task.LdB, task.LdB, columns, task.K, panel, TDirect.Columns, columns);
                b = panel;
                ldb = TDirect.Columns;
            }

            for (var i = 0; i < task.M; i += TDirect.Rows)
            {
                // the last tile reaches back over rows that are done, and leaves them alone
                var start = Math.Min(i, task.M - TDirect.Rows);
                TDirect.Multiply(task.K, task.A + start * rowStep, rowStep, step, b, ldb, task.C + (long)start * task.LdC + j, task.LdC, columns, i - start, task.Accumulate);
            }
        }
    }
}
