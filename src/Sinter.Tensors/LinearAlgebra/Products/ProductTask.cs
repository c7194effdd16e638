namespace Sinter.Tensors;

/// <summary>C[M,N] = (Accumulate ? C : 0) + op(A)[M,K] · op(B)[K,N], all row-major with row lengths LdA, LdB, LdC.</summary>
internal readonly unsafe struct ProductTask
{
    public bool TransposeA { get; init; }

    public bool TransposeB { get; init; }

    public bool Accumulate { get; init; }

    public int M { get; init; }

    public int N { get; init; }

    public int K { get; init; }

    public int LdA { get; init; }

    public int LdB { get; init; }

    public int LdC { get; init; }

    public float* A { get; init; }

    public float* B { get; init; }

    public float* C { get; init; }
}
