using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Householder reduction of a symmetric matrix to tridiagonal form, and the product of its reflections, both in the memory of the matrix.</summary>
internal static unsafe class Tridiagonalization<V>
    where V : struct, IDoubleLanes<V>
{
    // Reflections multiplied together at once: the work then is matrix products.
    private const int Block = 32;

    /// <summary>Doubles of scratch memory that <see cref="Accumulate"/> needs.</summary>
    public static long ScratchLength(int n) => 3L * Block * n + Block * Block + DoubleProduct.ScratchLength;

    /// <summary>
    /// From the last row upwards: row i becomes the reflection I − τ_i v vᵀ that clears its first i − 1 elements (v in its first i places), its diagonal element that of the
    /// tridiagonal matrix; e[i] is what is left beside the diagonal.
    /// </summary>
    [MethodImpl(Simd.Kernel)]
    public static void Reduce(int n, double* a, double* e, double* tau, double* p)
    {
        e[0] = 0;
        tau[0] = 0;
        for (var i = n - 1; i > 0; i--)
        {
            var v = a + (long)i * n;
            if (!Reflection(v, i, out e[i], out tau[i])) continue;

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

    /// <summary>
    /// Multiplies the reflections together where they are stored; on return the rows of a are the rows of (H_1 H_2 ...)ᵀ. A block of reflections is I − Vᵀ T V (Bischof and
    /// Van Loan's compact form), which turns the leading block Z of what is finished into Z − (Z Vᵀ) T V.
    /// </summary>
    public static void Accumulate(int n, double* a, double* tau, double* scratch)
    {
        double* vectors = scratch, first = vectors + (long)Block * n, second = first + (long)Block * n, t = second + (long)Block * n, product = t + Block * Block;
        a[0] = 1;
        for (var start = 1; start < n; start += Block)
        {
            var count = Math.Min(Block, n - start);
            var size = start + count;
            TakeVectors(n, a, start, count, vectors);
            BlockFactor(vectors, size, count, tau + start, t);
            DoubleProduct.Run(
                new DoubleTask<double, double> { TransposeB = true, M = size, N = count, K = size, A = a, LdA = n, B = vectors, LdB = size, C = first, LdC = count, Scale = 1 },
                product);
            DoubleProduct.Run(
                new DoubleTask<double, double> { M = size, N = count, K = count, A = first, LdA = count, B = t, LdB = Block, C = second, LdC = count, Scale = 1 },
                product);
            DoubleProduct.Run(
                new DoubleTask<double, double>
                {
                    M = size,
                    N = size,
                    K = count,
                    A = second,
                    LdA = count,
                    B = vectors,
                    LdB = size,
                    C = a,
                    LdC = n,
                    Scale = -1,
                    Accumulate = true,
                },
                product);
        }
    }

    // Makes v of a reflection from the first `length` elements of a row; false if there is nothing to clear.
    private static bool Reflection(double* v, int length, out double beside, out double tau)
    {
        tau = 0;
        beside = v[length - 1];
        var scale = 0.0;
        for (var k = 0; k < length - 1; k++) scale = Math.Max(scale, Math.Abs(v[k]));
        if (scale == 0) return false;

        // scaled, so that squares of tiny elements do not vanish
        scale = Math.Max(scale, Math.Abs(beside));
        for (var k = 0; k < length; k++) v[k] /= scale;
        var alpha = v[length - 1];
        var beta = -Math.CopySign(Math.Sqrt(alpha * alpha + DoubleVectors<V>.Dot(v, v, length - 1)), alpha);
        tau = (beta - alpha) / beta;
        beside = beta * scale;
        var factor = 1 / (alpha - beta);
        for (var k = 0; k < length - 1; k++) v[k] *= factor;
        v[length - 1] = 1;
        return true;
    }

    // Copies the vectors v of rows start .. out, padded to one length, and puts rows and columns of the identity in their place.
    private static void TakeVectors(int n, double* a, int start, int count, double* vectors)
    {
        var size = start + count;
        for (var j = 0; j < count; j++)
        {
            var row = new Span<double>(a + (long)(start + j) * n, size);
            var vector = new Span<double>(vectors + (long)j * size, size);
            row[..(start + j)].CopyTo(vector);
            vector[(start + j)..].Clear();
            row.Clear();
            row[start + j] = 1;
        }

        for (var r = 0; r < start; r++) new Span<double>(a + (long)r * n + start, count).Clear();
    }

    // H_0 H_1 ... = I - Vᵀ T V with T upper triangular: column j is -τ_j T (V v_j) above the diagonal and τ_j on it.
    private static void BlockFactor(double* vectors, int size, int count, double* tau, double* t)
    {
        new Span<double>(t, Block * Block).Clear();
        var inner = stackalloc double[Block];
        for (var j = 0; j < count; j++)
        {
            for (var i = 0; i < j; i++) inner[i] = DoubleVectors<V>.Dot(vectors + (long)i * size, vectors + (long)j * size, size);
            for (var i = 0; i < j; i++)
            {
                var sum = 0.0;
                for (var k = i; k < j; k++) sum += t[i * Block + k] * inner[k];
                t[i * Block + j] = -tau[j] * sum;
            }

            t[j * Block + j] = tau[j];
        }
    }
}
