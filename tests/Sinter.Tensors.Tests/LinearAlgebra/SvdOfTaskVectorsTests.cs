namespace Sinter.Tensors.Tests.LinearAlgebra;

/// <summary>Singular vectors at the size that merging meets; not among the kernel tests, which run again without vectors.</summary>
public sealed class SvdOfTaskVectorsTests
{
    [Fact]
    public void Singular_vectors_of_a_768_by_768_task_vector_are_orthogonal()
    {
        const int Size = 768, Rank = 16;
        var left = Matrices.Random(Size * Rank, 41);
        var right = Matrices.Random(Rank * Size, 42);
        var noise = Matrices.Random(Size * Size, 43);
        var a = Matrices.Multiply(false, false, Size, Size, Rank, left, Rank, right, Size).Select((value, i) => (float)value + noise[i]).ToArray();
        float[] u = new float[Size * Size], s = new float[Size], vt = new float[Size * Size];
        Svd.Thin(Size, Size, a, u, s, vt);

        LargestDeviation(Size, Transpose(Size, u)).ShouldBeLessThan(1e-5, "U");
        LargestDeviation(Size, vt).ShouldBeLessThan(1e-5, "V");
        s.ShouldBe(s.OrderDescending());
    }

    // Largest |inner product − identity| of the rows.
    private static double LargestDeviation(int size, float[] rows)
    {
        var products = Matrices.Multiply(false, true, size, size, size, rows, size, rows, size);
        var worst = 0.0;
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++) worst = Math.Max(worst, Math.Abs(products[(i * size) + j] - (i == j ? 1 : 0)));
        return worst;
    }

    private static float[] Transpose(int size, float[] a)
    {
        var result = new float[a.Length];
        for (var i = 0; i < a.Length; i++) result[(i % size * size) + (i / size)] = a[i];
        return result;
    }
}
