using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Implicit QL with Wilkinson's shift on a symmetric tridiagonal matrix.</summary>
internal static unsafe class TridiagonalQl<V>
    where V : struct, IDoubleLanes<V>
{
    private const int MostSweeps = 60;
    private const double Epsilon = 1.1102230246251565e-16;

    /// <summary>Doubles of scratch memory.</summary>
    public static long ScratchLength(int n) => RotationQueue<V>.MemoryLength(n);

    /// <summary>Turns the diagonal d into eigenvalues; the rows of z, if there are any, follow the rotations and become eigenvectors.</summary>
    /// <typeparam name="TVectors">Whether there is z.</typeparam>
    /// <param name="n">Order.</param>
    /// <param name="d">[n].</param>
    /// <param name="e">[n]: e[i] stands beside d[i] and d[i + 1]; e[n − 1] is 0. Destroyed.</param>
    /// <param name="z">[n, n].</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    [MethodImpl(Simd.Kernel)]
    public static void Run<TVectors>(int n, double* d, double* e, double* z, double* scratch)
        where TVectors : struct, IAnswer
    {
        var rotations = new RotationQueue<V>(z, n, scratch);
        for (var l = 0; l < n; l++)
        {
            for (var sweep = 0; ; sweep++)
            {
                var m = l;
                for (; m < n - 1; m++)
                    if (Math.Abs(e[m]) <= Epsilon * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))) break;
                if (m == l) break;
                if (sweep == MostSweeps || !double.IsFinite(d[l])) throw new ArithmeticException("The eigenvalue iteration does not converge; the matrix holds NaN, infinity or overflows.");

                if (TVectors.IsYes) rotations.Begin(m);
                var g = (d[l + 1] - d[l]) / (2 * e[l]);
                var r = Hypotenuse(g, 1);
                g = d[m] - d[l] + e[l] / (g + Math.CopySign(r, g));
                double s = 1, c = 1, p = 0;
                var i = m - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i], b = c * e[i];
                    r = Hypotenuse(f, g);
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[m] = 0;
                        break;
                    }

                    var inverse = 1 / r;
                    s = f * inverse;
                    c = g * inverse;
                    g = d[i + 1] - p;
                    r = (d[i] - g) * s + 2 * c * b;
                    p = s * r;
                    d[i + 1] = g + p;
                    g = c * r - b;
                    if (TVectors.IsYes) rotations.Add(c, s);
                }

                if (TVectors.IsYes) rotations.End();
                if (i >= l) continue;
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        }

        if (TVectors.IsYes) rotations.Flush();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Hypotenuse(double x, double y)
    {
        var sum = x * x + y * y;
        return sum is > 1e-280 and < 1e280 ? Math.Sqrt(sum) : Scaled(x, y);
    }

    private static double Scaled(double x, double y)
    {
        var scale = Math.Max(Math.Abs(x), Math.Abs(y));
        if (scale == 0 || !double.IsFinite(scale)) return scale;
        double a = x / scale, b = y / scale;
        return scale * Math.Sqrt(a * a + b * b);
    }
}
