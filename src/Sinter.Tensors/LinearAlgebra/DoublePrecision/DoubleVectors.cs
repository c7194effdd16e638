namespace Sinter.Tensors;

/// <summary><see cref="DoubleVectors{V}"/> on this machine's instruction set.</summary>
internal static unsafe class DoubleVectors
{
    /// <inheritdoc cref="DoubleVectors{V}.Dot"/>
    public static double Dot(double* a, double* b, int n)
    {
        if (Simd.Has512) return DoubleVectors<DoubleLanes512>.Dot(a, b, n);
        return Simd.Has256 ? DoubleVectors<DoubleLanes256>.Dot(a, b, n) : DoubleVectors<DoubleLanes128>.Dot(a, b, n);
    }

    /// <inheritdoc cref="DoubleVectors{V}.AddScaled(double*, double, double*, int)"/>
    public static void AddScaled(double* y, double alpha, double* a, int n)
    {
        if (Simd.Has512) DoubleVectors<DoubleLanes512>.AddScaled(y, alpha, a, n);
        else if (Simd.Has256) DoubleVectors<DoubleLanes256>.AddScaled(y, alpha, a, n);
        else DoubleVectors<DoubleLanes128>.AddScaled(y, alpha, a, n);
    }
}
