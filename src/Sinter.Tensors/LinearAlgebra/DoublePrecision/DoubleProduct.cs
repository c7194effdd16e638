namespace Sinter.Tensors;

/// <summary>Matrix product in double on one thread, for decompositions. The result depends on the sizes alone.</summary>
internal static unsafe class DoubleProduct
{
    /// <summary>Doubles of scratch memory that a product needs, whatever its size (1.3 MB).</summary>
    public const long ScratchLength = DoubleProduct<DoubleLanes512, double, double>.ScratchLength;

    /// <summary>Does the task; C must not overlap A or B.</summary>
    public static void Run<TA, TB>(in DoubleTask<TA, TB> task, double* scratch)
        where TA : unmanaged
        where TB : unmanaged
    {
        if (Simd.Has512) DoubleProduct<DoubleLanes512, TA, TB>.Run(task, scratch);
        else if (Simd.Has256) DoubleProduct<DoubleLanes256, TA, TB>.Run(task, scratch);
        else DoubleProduct<DoubleLanes128, TA, TB>.Run(task, scratch);
    }

    /// <summary>G = X Xᵀ, [rows, rows], of X [rows, length] (or stored as [length, rows]): the squared lengths and inner products of its rows, rounded once from double sums.</summary>
    public static void Gram(bool transpose, int rows, int length, float* x, int ld, double* g, double* scratch)
    {
        Run(
            new DoubleTask<float, float>
            {
                TransposeA = transpose,
                TransposeB = !transpose,
                M = rows,
                N = rows,
                K = length,
                A = x,
                LdA = ld,
                B = x,
                LdB = ld,
                C = g,
                LdC = rows,
                Scale = 1,
                LowerOnly = true,
            },
            scratch);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < i; j++)
                g[(long)j * rows + i] = g[(long)i * rows + j];
    }
}
