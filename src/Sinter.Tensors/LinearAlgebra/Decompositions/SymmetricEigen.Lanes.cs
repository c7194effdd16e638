using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary><see cref="SymmetricEigen"/> on one instruction set.</summary>
internal static unsafe class SymmetricEigen<V>
    where V : struct, IDoubleLanes<V>
{
    private const int MostSweeps = 60;
    private const double Epsilon = 1.1102230246251565e-16;

    public static void Decompose(int n, double* a, double* w, double* scratch)
    {
        if (n == 0) return;
        double* e = scratch, tau = e + n, vector = tau + n, p = vector + n;
        Tridiagonalise(n, a, e, tau, p);
        for (var i = 0; i < n; i++) w[i] = a[(long)i * n + i];
        Accumulate(n, a, tau, vector);
        for (var i = 1; i < n; i++) e[i - 1] = e[i];
        e[n - 1] = 0;
        Diagonalise(n, w, e, a, tau, vector);
    }

    // From the last row upwards: row i becomes the reflection that clears its first i - 1 elements; e[i] is what is left beside the diagonal.
    [MethodImpl(Simd.Kernel)]
    private static void Tridiagonalise(int n, double* a, double* e, double* tau, double* p)
    {
        e[0] = 0;
        tau[0] = 0;
        for (var i = n - 1; i > 0; i--)
        {
            var v = a + (long)i * n;
            var scale = 0.0;
            for (var k = 0; k < i; k++) scale = Math.Max(scale, Math.Abs(v[k]));
            var alpha = v[i - 1];
            var rest = 0.0;
            if (scale > 0)
            {
                // scaled, so that squares of tiny rows do not vanish
                for (var k = 0; k < i; k++) v[k] /= scale;
                rest = i > 1 ? DoubleVectors<V>.Dot(v, v, i - 1) : 0;
            }

            if (rest == 0)
            {
                e[i] = alpha;
                tau[i] = 0;
                continue;
            }

            alpha = v[i - 1];
            var beta = -Math.CopySign(Math.Sqrt(alpha * alpha + rest), alpha);
            tau[i] = (beta - alpha) / beta;
            e[i] = beta * scale;
            var factor = 1 / (alpha - beta);
            for (var k = 0; k < i - 1; k++) v[k] *= factor;
            v[i - 1] = 1;

            // p = A v from the lower triangle, then A -= v wᵀ + w vᵀ with w = τ p - ½ τ² (pᵀv) v
            new Span<double>(p, i).Clear();
            for (var r = 0; r < i; r++)
            {
                var row = a + (long)r * n;
                p[r] += (r > 0 ? DoubleVectors<V>.DotAndAddScaled(row, v, v[r], p, r) : 0) + row[r] * v[r];
            }

            var half = tau[i] * tau[i] * DoubleVectors<V>.Dot(p, v, i) / 2;
            for (var k = 0; k < i; k++) p[k] = tau[i] * p[k] - half * v[k];
            for (var r = 0; r < i; r++) DoubleVectors<V>.AddScaled(a + (long)r * n, -v[r], p, -p[r], v, r + 1);
        }
    }

    // Multiplies the reflections together where they are stored: after step i the leading block of order i + 1 holds their product, transposed.
    [MethodImpl(Simd.Kernel)]
    private static void Accumulate(int n, double* a, double* tau, double* vector)
    {
        a[0] = 1;
        for (var i = 1; i < n; i++)
        {
            var row = a + (long)i * n;
            new Span<double>(row, i).CopyTo(new Span<double>(vector, i));
            new Span<double>(row, i).Clear();
            row[i] = 1;
            for (var r = 0; r < i; r++)
            {
                var z = a + (long)r * n;
                z[i] = 0;
                if (tau[i] != 0) DoubleVectors<V>.AddScaled(z, -tau[i] * DoubleVectors<V>.Dot(z, vector, i), vector, i);
            }
        }
    }

    // Implicit QL with Wilkinson's shift on the diagonal d and the elements e beside it; the rows of z follow.
    [MethodImpl(Simd.Kernel)]
    private static void Diagonalise(int n, double* d, double* e, double* z, double* cosines, double* sines)
    {
        for (var l = 0; l < n; l++)
        {
            for (var sweep = 0; ; sweep++)
            {
                var m = l;
                for (; m < n - 1; m++)
                    if (Math.Abs(e[m]) <= Epsilon * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))) break;
                if (m == l) break;
                if (sweep == MostSweeps || !double.IsFinite(d[l])) throw new ArithmeticException("The eigenvalue iteration does not converge; the matrix holds NaN, infinity or overflows.");

                var g = (d[l + 1] - d[l]) / (2 * e[l]);
                var r = Hypotenuse(g, 1);
                g = d[m] - d[l] + e[l] / (g + Math.CopySign(r, g));
                double s = 1, c = 1, p = 0;
                var count = 0;
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

                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = (d[i] - g) * s + 2 * c * b;
                    p = s * r;
                    d[i + 1] = g + p;
                    g = c * r - b;
                    cosines[count] = c;
                    sines[count++] = s;
                }

                DoubleVectors<V>.Rotate(z, n, m, cosines, sines, count, n);
                if (r == 0 && i >= l) continue;
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Hypotenuse(double x, double y)
    {
        var sum = x * x + y * y;
        if (sum is > 1e-280 and < 1e280) return Math.Sqrt(sum);
        var scale = Math.Max(Math.Abs(x), Math.Abs(y));
        if (scale == 0 || !double.IsFinite(scale)) return scale;
        double a = x / scale, b = y / scale;
        return scale * Math.Sqrt(a * a + b * b);
    }
}
