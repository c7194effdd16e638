namespace Sinter.Tensors;

/// <summary>
/// Eigenvectors of a symmetric tridiagonal matrix to some of its eigenvalues, by inverse iteration: Gaussian elimination with pivoting, and Gram-Schmidt among values that lie close
/// together (as LAPACK's dstein does). Whoever uses them checks them: far apart they are orthogonal by themselves, in between they need not be.
/// </summary>
internal static unsafe class TridiagonalVectors
{
    private const int Rounds = 3;
    private const double Epsilon = 1.1102230246251565e-16;

    // Values closer than this part of the norm have their vectors made orthogonal.
    private const double Cluster = 1e-3;

    // What is left of orthogonality, and of T y = λ y beside the norm.
    private const double Tolerance = 1e-10;

    /// <summary>Doubles of scratch memory.</summary>
    public static long ScratchLength(int n) => 5L * n;

    /// <summary>Writes the vectors as rows; false if they are not good: then another way must be gone.</summary>
    /// <param name="n">Order.</param>
    /// <param name="d">[n] diagonal.</param>
    /// <param name="e">[n]: e[i] stands beside d[i] and d[i + 1].</param>
    /// <param name="values">[k], descending.</param>
    /// <param name="k">Number of vectors.</param>
    /// <param name="vectors">[k, n].</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public static bool TryFind(int n, double* d, double* e, double* values, int k, double* vectors, double* scratch)
    {
        var norm = 0.0;
        for (var i = 0; i < n; i++) norm = Math.Max(norm, Math.Abs(d[i]) + Math.Abs(e[i]) + (i > 0 ? Math.Abs(e[i - 1]) : 0));
        if (!(norm > 0) || !double.IsFinite(norm)) return false;
        var shift = double.PositiveInfinity;
        for (int j = 0, cluster = 0; j < k; j++)
        {
            if (j > 0 && values[j - 1] - values[j] > Cluster * norm) cluster = j;
            // Equal values are taken a little apart, or all their iterations would go to one vector.
            shift = Math.Min(values[j], shift - (10 * Epsilon * norm));
            var vector = vectors + ((long)j * n);
            LongVectors.Draw(vector, n, j);
            for (var round = 0; round < Rounds; round++)
            {
                Solve(n, d, e, shift, Epsilon * norm, vector, scratch);
                for (var other = cluster; other < j; other++)
                {
                    var finished = vectors + ((long)other * n);
                    DoubleVectors.AddScaled(vector, -DoubleVectors.Dot(vector, finished, n), finished, n);
                }

                var length = Math.Sqrt(DoubleVectors.Dot(vector, vector, n));
                if (!(length > 0) || !double.IsFinite(length)) return false;
                for (var i = 0; i < n; i++) vector[i] /= length;
            }

            if (!Solves(n, d, e, values[j], Tolerance * norm, vector)) return false;
            for (var other = 0; other < j; other++)
                if (Math.Abs(DoubleVectors.Dot(vector, vectors + ((long)other * n), n)) > Tolerance) return false;
        }

        return true;
    }

    private static bool Solves(int n, double* d, double* e, double value, double tolerance, double* x)
    {
        for (var i = 0; i < n; i++)
        {
            var rest = ((d[i] - value) * x[i]) + (i > 0 ? e[i - 1] * x[i - 1] : 0) + (i < n - 1 ? e[i] * x[i + 1] : 0);
            if (!(Math.Abs(rest) <= tolerance)) return false;
        }

        return true;
    }

    // x ← (T − shift)⁻¹ x, up to a factor: a pivot that vanishes becomes the smallest one that counts.
    private static void Solve(int n, double* d, double* e, double shift, double smallest, double* x, double* scratch)
    {
        double* u0 = scratch, u1 = u0 + n, u2 = u1 + n;
        double here = d[0] - shift, next = n > 1 ? e[0] : 0;
        for (var i = 0; i < n - 1; i++)
        {
            var (below, belowDiagonal, belowNext) = (e[i], d[i + 1] - shift, i < n - 2 ? e[i + 1] : 0);
            if (Math.Abs(below) > Math.Abs(here))
            {
                var factor = here / below;
                (u0[i], u1[i], u2[i]) = (below, belowDiagonal, belowNext);
                (here, next) = (next - (factor * belowDiagonal), -factor * belowNext);
                (x[i], x[i + 1]) = (x[i + 1], x[i] - (factor * x[i + 1]));
            }
            else
            {
                if (Math.Abs(here) < smallest) here = smallest;
                var factor = below / here;
                (u0[i], u1[i], u2[i]) = (here, next, 0);
                (here, next) = (belowDiagonal - (factor * next), belowNext);
                x[i + 1] -= factor * x[i];
            }
        }

        u0[n - 1] = Math.Abs(here) < smallest ? smallest : here;
        x[n - 1] /= u0[n - 1];
        var largest = Math.Abs(x[n - 1]);
        for (var i = n - 2; i >= 0; i--)
        {
            x[i] = (x[i] - (u1[i] * x[i + 1]) - (i < n - 2 ? u2[i] * x[i + 2] : 0)) / u0[i];
            largest = Math.Max(largest, Math.Abs(x[i]));
        }

        for (var i = 0; i < n; i++) x[i] /= largest;
    }
}
