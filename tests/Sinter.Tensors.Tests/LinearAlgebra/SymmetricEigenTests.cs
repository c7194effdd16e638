using MathNet.Numerics.LinearAlgebra;

namespace Sinter.Tensors.Tests.LinearAlgebra;

[Trait("Category", "Kernel")]
public unsafe class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(101)]
    public void Eigenvalues_agree_with_MathNet_and_vectors_rebuild_the_matrix(int n)
    {
        var values = Matrices.Random(n * n, 11);
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = values[i * n + j];
        var (w, q) = Decompose(a, n);

        var expected = Matrix<double>.Build.Dense(n, n, a).Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order().ToArray();
        var sorted = w.Order().ToArray();
        for (var i = 0; i < n; i++) sorted[i].ShouldBe(expected[i], 1e-12 * n);
        Rebuilt(q, w, n).Zip(a, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-13 * n);
    }

    [Fact]
    public void Diagonal_zero_and_repeated_eigenvalues_are_handled()
    {
        var diagonal = new double[25];
        for (var i = 0; i < 5; i++) diagonal[i * 6] = i < 3 ? 2 : 0;
        var (w, q) = Decompose(diagonal, 5);
        w.Order().ToArray().ShouldBe([0, 0, 2, 2, 2]);
        Rebuilt(q, w, 5).ShouldBe(diagonal);

        var ones = Enumerable.Repeat(1.0, 64).ToArray();
        (w, q) = Decompose(ones, 8);
        w.Max().ShouldBe(8, 1e-14);
        Rebuilt(q, w, 8).Zip(ones, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-14);
    }

    [Theory]
    [InlineData(1e-150)]
    [InlineData(1e150)]
    public void Scale_does_not_matter(double scale)
    {
        double[] a = [2, 1, 0, 1, 2, 1, 0, 1, 2];
        var (w, _) = Decompose([.. a.Select(v => v * scale)], 3);
        var sorted = w.Order().ToArray();
        sorted[0].ShouldBe((2 - Math.Sqrt(2)) * scale, 1e-14 * scale);
        sorted[1].ShouldBe(2 * scale, 1e-14 * scale);
        sorted[2].ShouldBe((2 + Math.Sqrt(2)) * scale, 1e-14 * scale);
    }

    [Fact]
    public void NaN_ends_in_an_error_and_not_in_a_loop() => Should.Throw<ArithmeticException>(() => Decompose([1, 0, 0, double.NaN, 1, 0, 0.5, 0.25, 1], 3));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(64, 16)]
    [InlineData(101, 25)]
    public void The_vectors_of_the_largest_values_are_found_without_the_others(int n, int k)
    {
        var values = Matrices.Random(n * n, 12);
        var a = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = values[i * n + j];
        TryLargest(a, n, k, out var w, out var q).ShouldBeTrue();
        var all = Decompose(a, n).Values.OrderDescending().ToArray();
        for (var r = 0; r < k; r++)
        {
            w[r].ShouldBe(all[r], 1e-12 * n);
            for (var i = 0; i < n; i++)
            {
                var product = 0.0;
                for (var j = 0; j < n; j++) product += a[i * n + j] * q[r * n + j];
                product.ShouldBe(w[r] * q[r * n + i], 1e-11 * n);
            }

            for (var other = 0; other <= r; other++)
            {
                var dot = 0.0;
                for (var i = 0; i < n; i++) dot += q[r * n + i] * q[other * n + i];
                dot.ShouldBe(other == r ? 1 : 0, 1e-9);
            }
        }
    }

    [Fact]
    public void A_matrix_without_a_scale_is_left_to_the_other_way() => TryLargest(new double[16], 4, 1, out _, out _).ShouldBeFalse();

    private static bool TryLargest(double[] a, int n, int k, out double[] values, out double[] matrix)
    {
        (values, matrix) = (new double[n], (double[])a.Clone());
        double[] scratch = new double[SymmetricEigen.LargestWorkspaceLength(n)], vectors = new double[k * n];
        fixed (double* pa = matrix, pw = values, ps = scratch, pv = vectors) return SymmetricEigen.TryLargest(n, k, pa, pw, ps, pv);
    }

    private static (double[] Values, double[] Vectors) Decompose(double[] a, int n)
    {
        var vectors = (double[])a.Clone();
        var values = new double[n];
        var scratch = new double[SymmetricEigen.WorkspaceLength(n)];
        fixed (double* pv = vectors, pw = values, ps = scratch) SymmetricEigen.Decompose(n, pv, pw, ps);
        return (values, vectors);
    }

    private static double[] Rebuilt(double[] q, double[] w, int n)
    {
        var result = new double[n * n];
        for (var r = 0; r < n; r++)
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) result[i * n + j] += w[r] * q[r * n + i] * q[r * n + j];
        return result;
    }
}
