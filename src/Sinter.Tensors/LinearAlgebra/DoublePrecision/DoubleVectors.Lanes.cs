using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>The vector operations that the decompositions are made of, in double.</summary>
internal static unsafe class DoubleVectors<V>
    where V : struct, IDoubleLanes<V>
{
    /// <summary>Σ a_i b_i.</summary>
    [MethodImpl(Simd.Kernel)]
    public static double Dot(double* a, double* b, int n)
    {
        V first = V.Zero, second = V.Zero;
        var i = 0;
        for (; i + 2 * V.Count <= n; i += 2 * V.Count)
        {
            first = V.Fma(V.Load(a + i), V.Load(b + i), first);
            second = V.Fma(V.Load(a + i + V.Count), V.Load(b + i + V.Count), second);
        }

        var sum = (first + second).Sum();
        for (; i < n; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>y += α a.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void AddScaled(double* y, double alpha, double* a, int n)
    {
        var factor = V.All(alpha);
        var i = 0;
        for (; i + V.Count <= n; i += V.Count) V.Fma(factor, V.Load(a + i), V.Load(y + i)).Store(y + i);
        for (; i < n; i++) y[i] += alpha * a[i];
    }

    /// <summary>y += α a + β b.</summary>
    [MethodImpl(Simd.Kernel)]
    public static void AddScaled(double* y, double alpha, double* a, double beta, double* b, int n)
    {
        V first = V.All(alpha), second = V.All(beta);
        var i = 0;
        for (; i + V.Count <= n; i += V.Count) V.Fma(first, V.Load(a + i), V.Fma(second, V.Load(b + i), V.Load(y + i))).Store(y + i);
        for (; i < n; i++) y[i] += alpha * a[i] + beta * b[i];
    }

    /// <summary>Returns Σ a_i x_i and does y += α a: both halves of a symmetric matrix-vector product in one pass over the row a.</summary>
    [MethodImpl(Simd.Kernel)]
    public static double DotAndAddScaled(double* a, double* x, double alpha, double* y, int n)
    {
        var lanes = V.Zero;
        var factor = V.All(alpha);
        var i = 0;
        for (; i + V.Count <= n; i += V.Count)
        {
            var value = V.Load(a + i);
            lanes = V.Fma(value, V.Load(x + i), lanes);
            V.Fma(factor, value, V.Load(y + i)).Store(y + i);
        }

        var sum = lanes.Sum();
        for (; i < n; i++)
        {
            sum += a[i] * x[i];
            y[i] += alpha * a[i];
        }

        return sum;
    }

    /// <summary>
    /// Applies <paramref name="count"/> plane rotations to the rows (top − 1, top), (top − 2, top − 1), ... of z, in this order: the lower row l and the upper row h become
    /// c l − s h and s l + c h. A strip of columns stays in registers while the rotations run down the rows.
    /// </summary>
    [MethodImpl(Simd.Kernel)]
    public static void Rotate(double* z, int ld, int top, double* cosines, double* sines, int count, int columns)
    {
        var j = 0;
        for (; j + 4 * V.Count <= columns; j += 4 * V.Count)
        {
            var high = z + (long)top * ld + j;
            V h0 = V.Load(high), h1 = V.Load(high + V.Count), h2 = V.Load(high + 2 * V.Count), h3 = V.Load(high + 3 * V.Count);
            for (var q = 0; q < count; q++)
            {
                var low = high - ld;
                V c = V.All(cosines[q]), s = V.All(sines[q]);
                V l0 = V.Load(low), l1 = V.Load(low + V.Count), l2 = V.Load(low + 2 * V.Count), l3 = V.Load(low + 3 * V.Count);
                V.Fma(s, l0, c * h0).Store(high);
                V.Fma(s, l1, c * h1).Store(high + V.Count);
                V.Fma(s, l2, c * h2).Store(high + 2 * V.Count);
                V.Fma(s, l3, c * h3).Store(high + 3 * V.Count);
                h0 = c * l0 - s * h0;
                h1 = c * l1 - s * h1;
                h2 = c * l2 - s * h2;
                h3 = c * l3 - s * h3;
                high = low;
            }

            h0.Store(high);
            h1.Store(high + V.Count);
            h2.Store(high + 2 * V.Count);
            h3.Store(high + 3 * V.Count);
        }

        for (; j < columns; j++)
        {
            var high = z + (long)top * ld + j;
            for (var q = 0; q < count; q++)
            {
                var low = high - ld;
                double h = *high, l = *low;
                *high = sines[q] * l + cosines[q] * h;
                *low = cosines[q] * l - sines[q] * h;
                high = low;
            }
        }
    }
}
