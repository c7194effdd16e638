namespace Sinter.Tensors;

/// <summary>C[M,N] = (Accumulate ? C : 0) + Scale · op(A) · op(B) in double; A and B may hold floats, which are widened.</summary>
internal readonly unsafe struct DoubleTask<TA, TB>
    where TA : unmanaged
    where TB : unmanaged
{
    public bool TransposeA { get; init; }

    public bool TransposeB { get; init; }

    public int M { get; init; }

    public int N { get; init; }

    public int K { get; init; }

    public TA* A { get; init; }

    public int LdA { get; init; }

    public TB* B { get; init; }

    public int LdB { get; init; }

    public double* C { get; init; }

    public int LdC { get; init; }

    public double Scale { get; init; }

    public bool Accumulate { get; init; }

    /// <summary>Only tiles that touch the lower triangle are computed (the result is symmetric); what lies above them is left as it is.</summary>
    public bool LowerOnly { get; init; }
}
