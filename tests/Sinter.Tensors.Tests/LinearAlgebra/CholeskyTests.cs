namespace Sinter.Tensors.Tests.LinearAlgebra;

[Trait("Category", "Kernel")]
public unsafe class CholeskyTests
{
    [Theory]
    [InlineData(1, 1, 0.0)]
    [InlineData(7, 3, 0.5)]
    [InlineData(96, 10, 0.0)]
    [InlineData(97, 33, 0.25)]
    [InlineData(230, 60, 0.0)]
    public void The_solution_satisfies_the_equations(int n, int columns, double ridge)
    {
        var x = Matrices.Random(n * (n + 20), 31);
        var g = Gram(n, n + 20, x);
        var right = Matrices.Random(n * columns, 32).Select(v => (double)v).ToArray();
        double[] factor = (double[])g.Clone(), solution = (double[])right.Clone();
        fixed (double* pg = factor, pb = solution) Cholesky.Solve(n, pg, ridge, columns, pb).ShouldBeTrue();
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++)
            {
                var sum = ridge * solution[i * columns + c];
                for (var k = 0; k < n; k++) sum += g[i * n + k] * solution[k * columns + c];
                sum.ShouldBe(right[i * columns + c], 1e-9);
            }
    }

    [Fact]
    public void A_singular_matrix_is_refused_and_the_right_side_left_alone()
    {
        const int N = 120;
        var g = Gram(N, 40, Matrices.Random(N * 40, 33));
        var right = new double[N];
        right[3] = 5;
        fixed (double* pg = g, pb = right)
        {
            Cholesky.Solve(N, pg, 0, 1, pb).ShouldBeFalse();
            right.Sum().ShouldBe(5);
        }
    }

    [Fact]
    public void A_ridge_makes_a_singular_matrix_solvable()
    {
        double[] g = [1, 1, 1, 1], b = [2, 2];
        fixed (double* pg = g, pb = b) Cholesky.Solve(2, pg, 1, 1, pb).ShouldBeTrue();
        b[0].ShouldBe(2.0 / 3, 1e-12);
        b[1].ShouldBe(2.0 / 3, 1e-12);
    }

    [Fact]
    public void NaN_is_refused()
    {
        double[] g = [double.NaN, 0, 0, 1], b = [1, 1];
        fixed (double* pg = g, pb = b) Cholesky.Solve(2, pg, 0, 1, pb).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Gram_matrix_in_double_agrees_with_the_definition(bool transpose)
    {
        const int Rows = 61, Length = 530;
        var x = Matrices.Random(Rows * Length, 34);
        var stored = (float[])x.Clone();
        if (transpose)
            for (var i = 0; i < Rows; i++)
                for (var k = 0; k < Length; k++) stored[k * Rows + i] = x[i * Length + k];
        var g = new double[Rows * Rows];
        var scratch = new double[DoubleProduct.ScratchLength];
        fixed (float* px = stored)
        fixed (double* pg = g, ps = scratch) DoubleProduct.Gram(transpose, Rows, Length, px, transpose ? Rows : Length, pg, ps);
        var expected = Gram(Rows, Length, x);
        for (var i = 0; i < g.Length; i++) g[i].ShouldBe(expected[i], 1e-11);
    }

    private static double[] Gram(int n, int length, float[] x)
    {
        var g = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                for (var k = 0; k < length; k++) g[i * n + j] += (double)x[i * length + k] * x[j * length + k];
        return g;
    }
}
