namespace Sinter.Tensors.Tests.LinearAlgebra;

public class MatrixProductThreadingTests
{
    [Theory]
    [InlineData(300, 200, 700)]
    [InlineData(20, 3000, 300)]
    [InlineData(1000, 40, 600)]
    public void The_result_is_the_same_bit_for_bit_for_any_number_of_workers(int m, int n, int k)
    {
        var a = Matrices.Random(m * k, 4);
        var b = Matrices.Random(k * n, 5);
        foreach (var engine in MatrixProductTests.Engines)
        {
            float[]? first = null;
            foreach (var workers in new[] { 1, 2, 3, 7 })
            {
                using var pool = new WorkerPool(workers);
                using var workspace = new MatrixWorkspace(pool, engine);
                var c = new float[m * n];
                MatrixProduct.Multiply(false, true, m, n, k, a, k, b, k, false, c, n, workspace);
                first ??= c;
                c.AsSpan().SequenceEqual(first).ShouldBeTrue($"{workers} workers");
            }
        }
    }

    [Fact]
    public void A_repeated_product_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        using var workspace = new MatrixWorkspace(pool);
        float[] a = new float[200 * 200], b = new float[200 * 200], c = new float[200 * 200];
        void Run() => MatrixProduct.Multiply(false, true, 200, 200, 200, a, 200, b, 200, false, c, 200, workspace);
        Run();
        // the runtime itself allocates a little now and then
        Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) Run();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).ShouldBe(0);
    }
}
