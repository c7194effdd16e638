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
}
