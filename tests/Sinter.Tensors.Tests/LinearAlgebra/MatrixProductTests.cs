namespace Sinter.Tensors.Tests.LinearAlgebra;

[Trait("Category", "Kernel")]
public class MatrixProductTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 5, 3 }, { 5, 1, 4 }, { 12, 32, 16 }, { 13, 33, 17 }, { 24, 48, 5 }, { 12, 16, 100 }, { 7, 8, 9 }, { 65, 65, 64 }, { 14, 70, 515 }, { 200, 37, 33 }, { 3, 2070, 7 },
        { 27, 36, 1030 },
    };

    internal static readonly Func<WorkerPool?, ProductEngine>[] Engines =
    [
        ProductEngine.Create,
        pool => new BlockedProduct<Kernel128>(pool),
        pool => System.Runtime.Intrinsics.X86.Fma.IsSupported ? new BlockedProduct<Kernel256>(pool) : ProductEngine.Create(pool),
    ];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_transposition_agrees_with_the_definition(int m, int n, int k)
    {
        foreach (var engine in Engines)
        {
            using var workspace = new MatrixWorkspace(null, engine);
            foreach (var (ta, tb) in new[] { (false, false), (false, true), (true, false), (true, true) })
                foreach (var accumulate in new[] { false, true })
                {
                    int lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 5, ldc = n + 2;
                    var a = Matrices.Random((ta ? k : m) * lda, 1);
                    var b = Matrices.Random((tb ? n : k) * ldb, 2);
                    var c = Matrices.Random(m * ldc, 3);
                    var before = (float[])c.Clone();
                    MatrixProduct.Multiply(ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, ldc, workspace);

                    var expected = Matrices.Multiply(ta, tb, m, n, k, a, lda, b, ldb);
                    var worst = 0.0;
                    for (var i = 0; i < m; i++)
                        for (var j = 0; j < ldc; j++)
                        {
                            var at = i * ldc + j;
                            var right = j >= n ? before[at] : expected[i * n + j] + (accumulate ? before[at] : 0);
                            worst = Math.Max(worst, j >= n && c[at] != before[at] ? double.MaxValue : Math.Abs(c[at] - right));
                        }

                    worst.ShouldBeLessThan(2e-7 * (k + 4), $"{m}x{n}x{k} {ta} {tb} {accumulate}");
                }
        }
    }

    [Theory]
    [InlineData(13, 1, 5)]
    [InlineData(20, 33, 17)]
    [InlineData(65, 65, 64)]
    [InlineData(65, 64, 65)]
    [InlineData(50, 31, 256)]
    public void Small_products_give_the_same_bits_with_and_without_a_pool(int m, int n, int k)
    {
        using var pool = new WorkerPool(2);
        using MatrixWorkspace alone = new(), shared = new(pool);
        foreach (var (ta, tb) in new[] { (false, false), (false, true), (true, false), (true, true) })
            foreach (var accumulate in new[] { false, true })
            {
                int lda = (ta ? m : k) + 3, ldb = (tb ? k : n) + 5, ldc = n + 2;
                float[] a = Matrices.Random((ta ? k : m) * lda, 7), b = Matrices.Random((tb ? n : k) * ldb, 8), c = Matrices.Random(m * ldc, 9), d = [.. c];
                MatrixProduct.Multiply(ta, tb, m, n, k, a, lda, b, ldb, accumulate, c, ldc, alone);
                MatrixProduct.Multiply(ta, tb, m, n, k, a, lda, b, ldb, accumulate, d, ldc, shared);
                c.AsSpan().SequenceEqual(d).ShouldBeTrue($"{ta} {tb} {accumulate}");
            }
    }

    [Fact]
    public unsafe void A_batch_of_strided_views_equals_single_products()
    {
        const int Images = 3, Heads = 4, Tokens = 17, Width = 8, Row = 3 * Heads * Width;
        using var pool = new WorkerPool(2);
        using var workspace = new MatrixWorkspace(pool);
        var qkv = Matrices.Random(Images * Tokens * Row, 6);
        var scores = new float[Images * Heads * Tokens * Tokens];
        fixed (float* q = qkv, s = scores)
        {
            var stride = new BatchStride(Tokens * Row, Width);
            MatrixProduct.MultiplyBatched(
                false, true, Tokens, Tokens, Width, q, Row, stride, q + Heads * Width, Row, stride, false, s, Tokens, new BatchStride(Heads * Tokens * Tokens, Tokens * Tokens),
                Images, Heads, workspace);
        }

        for (var image = 0; image < Images; image++)
            for (var head = 0; head < Heads; head++)
            {
                var at = image * Tokens * Row + head * Width;
                var expected = Matrices.Multiply(false, true, Tokens, Tokens, Width, qkv.AsSpan(at), Row, qkv.AsSpan(at + Heads * Width), Row);
                for (var i = 0; i < expected.Length; i++)
                    ((double)scores[(image * Heads + head) * Tokens * Tokens + i]).ShouldBe(expected[i], 1e-5);
            }
    }

    [Fact]
    public void An_empty_sum_gives_zeros_or_leaves_what_was_there()
    {
        using var workspace = new MatrixWorkspace();
        float[] c = [1, 2, 3, 4];
        MatrixProduct.Multiply(false, false, 2, 2, 0, [], 0, [], 2, true, c, 2, workspace);
        c.ShouldBe([1, 2, 3, 4]);
        MatrixProduct.Multiply(false, false, 2, 2, 0, [], 0, [], 2, false, c, 2, workspace);
        c.ShouldBe([0, 0, 0, 0]);
        MatrixProduct.Multiply(false, false, 0, 2, 3, [], 3, new float[6], 2, false, c, 2, workspace);
        c.ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        using var workspace = new MatrixWorkspace();
        float[] six = new float[6], four = new float[4];
        Should.Throw<ArgumentException>(() => MatrixProduct.Multiply(false, false, 2, 2, 3, new float[5], 3, six, 2, false, four, 2, workspace)).Message.ShouldContain("needs 6");
        Should.Throw<ArgumentException>(() => MatrixProduct.Multiply(false, false, 2, 2, 3, six, 2, six, 2, false, four, 2, workspace)).Message.ShouldContain("row length");
        Should.Throw<ArgumentException>(() => MatrixProduct.Multiply(false, true, 2, 2, 3, six, 3, six, 2, false, four, 2, workspace)).ParamName.ShouldBe("b");
        Should.Throw<ArgumentException>(() => MatrixProduct.Multiply(false, false, 2, 2, 3, six, 3, six, 2, false, new float[3], 2, workspace)).ParamName.ShouldBe("c");
        Should.Throw<ArgumentException>(() => MatrixProduct.Multiply(false, false, 2, 2, 2, six, 2, four, 2, false, six.AsSpan(2), 2, workspace)).Message.ShouldContain("overlaps");
        Should.Throw<ArgumentOutOfRangeException>(() => MatrixProduct.Multiply(false, false, -1, 2, 3, six, 3, six, 2, false, four, 2, workspace));
    }

    [Fact]
    public void NaN_and_infinity_pass_through()
    {
        using var workspace = new MatrixWorkspace();
        var c = new float[4];
        MatrixProduct.Multiply(false, false, 2, 2, 2, [1, float.NaN, 1, float.PositiveInfinity], 2, [1, 2, 3, 4], 2, false, c, 2, workspace);
        c.ShouldBe([float.NaN, float.NaN, float.PositiveInfinity, float.PositiveInfinity]);
    }
}
