using MathNet.Numerics.LinearAlgebra;

namespace Sinter.Tensors.Tests.LinearAlgebra;

[Trait("Category", "Kernel")]
public unsafe class SvdTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(5, 5)]
    [InlineData(20, 70)]
    [InlineData(70, 20)]
    [InlineData(64, 64)]
    [InlineData(110, 101)]
    public void Random_matrices_agree_with_MathNet(int m, int n)
    {
        var a = Matrices.Random(m * n, 21);
        var (u, s, vt) = Thin(m, n, a);
        var expected = Matrix<double>.Build.Dense(m, n, (i, j) => a[i * n + j]).Svd(false).S;
        for (var i = 0; i < s.Length; i++) ((double)s[i]).ShouldBe(expected[i], 1e-6 * expected[0]);
        CheckDecomposition(m, n, a, u, s, vt);
    }

    [Theory]
    [InlineData(40, 40, 3)]
    [InlineData(30, 100, 1)]
    [InlineData(100, 30, 8)]
    [InlineData(130, 140, 60)]
    public void Rank_deficient_matrices_get_a_complete_orthonormal_basis(int m, int n, int rank)
    {
        var left = Matrices.Random(m * rank, 22);
        var right = Matrices.Random(rank * n, 23);
        var a = Matrices.Multiply(false, false, m, n, rank, left, rank, right, n).Select(v => (float)v).ToArray();
        var (u, s, vt) = Thin(m, n, a);
        CheckDecomposition(m, n, a, u, s, vt);
        s[rank].ShouldBeLessThan(1e-6f * s[0]);
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(50, 120)]
    [InlineData(120, 50)]
    public void A_spectrum_over_twelve_decades_stays_orthogonal(int m, int n)
    {
        var r = Math.Min(m, n);
        var (q, _, pt) = Thin(m, n, Matrices.Random(m * n, 24));
        var a = new float[m * n];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
                for (var k = 0; k < r; k++) a[i * n + j] += q[i * r + k] * (float)Math.Pow(10, -12.0 * k / r) * pt[k * n + j];
        var (u, s, vt) = Thin(m, n, a);
        CheckDecomposition(m, n, a, u, s, vt);
        for (var k = 0; k < r / 3; k++) (s[k] / Math.Pow(10, -12.0 * k / r)).ShouldBe(1, 1e-3);
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(6, 4)]
    public void The_zero_matrix_has_zero_values_and_orthonormal_vectors(int m, int n)
    {
        var (u, s, vt) = Thin(m, n, new float[m * n]);
        s.ShouldAllBe(v => v == 0);
        CheckDecomposition(m, n, new float[m * n], u, s, vt);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void Tiny_and_huge_elements_do_not_under_or_overflow(float scale)
    {
        var a = Matrices.Random(12 * 9, 25);
        var (_, expected, _) = Thin(12, 9, a);
        var (u, s, vt) = Thin(12, 9, [.. a.Select(v => v * scale)]);
        for (var i = 0; i < 9; i++) ((double)s[i] / scale).ShouldBe(expected[i], 1e-5);
        (Orthogonality(12, 9, u, true), Orthogonality(9, 9, vt, false)).ShouldSatisfyAllConditions(x => x.Item1.ShouldBeLessThan(1e-6), x => x.Item2.ShouldBeLessThan(1e-6));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(20, 75)]
    [InlineData(75, 20)]
    public void The_full_decomposition_completes_both_bases(int m, int n)
    {
        var a = Matrices.Random(m * n, 26);
        float[] u = new float[m * m], s = new float[Math.Min(m, n)], vt = new float[n * n];
        fixed (float* pa = a, pu = u, ps = s, pv = vt) Svd.Full(m, n, pa, pu, ps, pv);
        Orthogonality(m, m, u, true).ShouldBeLessThan(1e-5);
        Orthogonality(n, n, vt, false).ShouldBeLessThan(1e-5);
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < s.Length; k++) sum += (double)u[i * m + k] * s[k] * vt[k * n + j];
                sum.ShouldBe(a[i * n + j], 1e-5);
            }
    }

    [Theory]
    [InlineData("random", 60, 60, 7)]
    [InlineData("random", 130, 80, 20)]
    [InlineData("random", 80, 130, 1)]
    [InlineData("random", 50, 60, 40)]
    [InlineData("rank 2", 90, 70, 10)]
    [InlineData("rank 2", 70, 90, 10)]
    [InlineData("all equal", 64, 64, 8)]
    [InlineData("two values", 64, 80, 12)]
    [InlineData("decades", 80, 64, 16)]
    [InlineData("zero", 40, 40, 5)]
    public void The_largest_triplets_are_the_first_ones_of_all(string kind, int m, int n, int k)
    {
        var a = WithSpectrum(kind, m, n);
        var ldu = k + 3;
        float[] u = new float[m * ldu], s = new float[k], vt = new float[k * n];
        fixed (float* pa = a, pu = u, ps = s, pv = vt) Svd.Truncated(m, n, pa, k, pu, ldu, ps, pv);
        var expected = Thin(m, n, a).S;
        var packed = new float[m * k];
        for (var i = 0; i < m; i++)
            for (var j = 0; j < k; j++) packed[i * k + j] = u[i * ldu + j];
        for (var j = 0; j < k; j++)
        {
            s[j].ShouldBe(expected[j], 1e-6f * expected[0] + 1e-30f);
            for (var i = 0; i < m; i++)
            {
                var product = 0.0;
                for (var c = 0; c < n; c++) product += (double)a[i * n + c] * vt[j * n + c];
                product.ShouldBe((double)s[j] * packed[i * k + j], 2e-6 * expected[0] + 1e-30);
            }
        }

        Orthogonality(m, k, packed, true).ShouldBeLessThan(1e-6);
        Orthogonality(k, n, vt, false).ShouldBeLessThan(1e-6);
        for (var i = 0; i < m; i++) u.AsSpan(i * ldu + k, 3).ToArray().ShouldAllBe(static rest => rest == 0);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Matrices_with_NaN_or_infinity_are_refused(float bad)
    {
        var a = Matrices.Random(12, 27);
        a[5] = bad;
        Should.Throw<ArithmeticException>(() => Thin(3, 4, a)).Message.ShouldContain("[3, 4] holds NaN or infinity");
    }

    [Fact]
    public void Short_spans_are_refused() =>
        Should.Throw<ArgumentException>(() => Svd.Thin(3, 4, new float[12], new float[9], new float[3], new float[11])).ParamName.ShouldBe("vt");

    [Fact]
    public void The_same_matrix_gives_the_same_bits()
    {
        var a = Matrices.Random(50 * 30, 28);
        a.AsSpan(0, 300).Clear();
        var (first, second) = (Thin(50, 30, a), Thin(50, 30, a));
        second.U.ShouldBe(first.U);
        second.Vt.ShouldBe(first.Vt);
    }

    [Theory]
    [InlineData(33, 33)]
    [InlineData(10, 600)]
    [InlineData(600, 10)]
    public void The_polar_factor_is_orthonormal_and_has_a_positive_product_with_the_matrix(int m, int n)
    {
        var a = Matrices.Random(m * n, 29);
        var (u, expected, vt) = Thin(m, n, a);
        var r = Math.Min(m, n);
        float[] p = new float[m * n], s = new float[r];
        using var workspace = new MatrixWorkspace();
        fixed (float* pa = a, pp = p, ps = s) PolarDecomposition.Factor(m, n, pa, pp, ps, workspace);
        s.ShouldBe(expected);
        Matrices.Multiply(false, false, m, n, r, u, r, vt, n).Zip(p, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThan(1e-5);
        Orthogonality(m, n, p, m > n).ShouldBeLessThan(1e-5);
        // ⟨P, A⟩ is the nuclear norm, more than any other matrix with orthonormal rows has
        p.Zip(a, (x, y) => (double)x * y).Sum().ShouldBe(s.Sum(v => (double)v), 1e-3);
    }

    private static (float[] U, float[] S, float[] Vt) Thin(int m, int n, float[] a)
    {
        var r = Math.Min(m, n);
        float[] u = new float[m * r], s = new float[r], vt = new float[r * n];
        Svd.Thin(m, n, a, u, s, vt);
        return (u, s, vt);
    }

    private static void CheckDecomposition(int m, int n, float[] a, float[] u, float[] s, float[] vt)
    {
        var r = Math.Min(m, n);
        Orthogonality(m, r, u, true).ShouldBeLessThan(1e-5, "U");
        Orthogonality(r, n, vt, false).ShouldBeLessThan(1e-5, "V");
        s.ShouldBe(s.OrderDescending());
        double error = 0, size = 0;
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < r; k++) sum += (double)u[i * r + k] * s[k] * vt[k * n + j];
                error += (sum - a[i * n + j]) * (sum - a[i * n + j]);
                size += (double)a[i * n + j] * a[i * n + j];
            }

        Math.Sqrt(error).ShouldBeLessThanOrEqualTo(3e-6 * Math.Sqrt(size), "reconstruction");
    }

    // largest |inner product - identity| of the columns (or rows)
    private static double Orthogonality(int rows, int columns, float[] x, bool ofColumns)
    {
        var (count, length) = ofColumns ? (columns, rows) : (rows, columns);
        var worst = 0.0;
        for (var p = 0; p < count; p++)
            for (var q = 0; q <= p; q++)
            {
                var sum = p == q ? -1.0 : 0;
                for (var i = 0; i < length; i++) sum += ofColumns ? (double)x[i * columns + p] * x[i * columns + q] : (double)x[p * columns + i] * x[q * columns + i];
                worst = Math.Max(worst, Math.Abs(sum));
            }

        return worst;
    }

    private static float[] WithSpectrum(string kind, int m, int n)
    {
        var a = Matrices.Random(m * n, 29);
        if (kind == "random") return a;
        var (u, values, vt) = Thin(m, n, a);
        Func<int, double> value = kind switch
        {
            "rank 2" => static k => k < 2 ? 3 - k : 0,
            "all equal" => static _ => 2,
            "two values" => static k => k < 5 ? 2 : 1,
            "decades" => static k => Math.Pow(10, -k / 4.0),
            _ => static _ => 0,
        };
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < values.Length; k++) sum += u[i * values.Length + k] * value(k) * vt[k * n + j];
                a[i * n + j] = (float)sum;
            }
        }

        return a;
    }
}
