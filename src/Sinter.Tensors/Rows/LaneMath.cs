using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>Functions of a register of floats. All keep NaN.</summary>
internal static class LaneMath
{
    /// <summary>eˣ: relative error below 1e-7; 0 below −104, infinity above 88.73. (x = n ln 2 + r, a polynomial of degree 6 on |r| ≤ ½ ln 2, the Cephes coefficients.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x)
        where V : struct, IFloatLanes<V>
    {
        // the argument comes second: Min and Max then keep its NaN
        x = V.Min(V.All(89f), V.Max(V.All(-104f), x));
        var n = V.Round(x * V.All(1.44269504f));
        var r = V.FmaNegated(n, V.All(0.693359375f), x);
        r = V.FmaNegated(n, V.All(-2.12194440e-4f), r);
        var p = V.All(1.9875691500e-4f);
        p = V.Fma(p, r, V.All(1.3981999507e-3f));
        p = V.Fma(p, r, V.All(8.3334519073e-3f));
        p = V.Fma(p, r, V.All(4.1665795894e-2f));
        p = V.Fma(p, r, V.All(1.6666665459e-1f));
        p = V.Fma(p, r, V.All(5.0000001201e-1f));
        return V.Scale(V.Fma(p, r * r, r) + V.All(1f), n);
    }

    /// <summary>The error function: absolute error below 4e-7. (A rational approximation on [−4, 4], ±1 beyond, as in Eigen and XLA.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x)
        where V : struct, IFloatLanes<V>
    {
        x = V.Min(V.All(4f), V.Max(V.All(-4f), x));
        var square = x * x;
        var p = V.All(-2.72614225801306e-10f);
        p = V.Fma(p, square, V.All(2.77068142495902e-08f));
        p = V.Fma(p, square, V.All(-2.10102402082508e-06f));
        p = V.Fma(p, square, V.All(-5.69250639462346e-05f));
        p = V.Fma(p, square, V.All(-7.34990630326855e-04f));
        p = V.Fma(p, square, V.All(-2.95459980854025e-03f));
        p = V.Fma(p, square, V.All(-1.60960333262415e-02f));
        var q = V.All(-1.45660718464996e-05f);
        q = V.Fma(q, square, V.All(-2.13374055278905e-04f));
        q = V.Fma(q, square, V.All(-1.68282697438203e-03f));
        q = V.Fma(q, square, V.All(-7.37332916720468e-03f));
        q = V.Fma(q, square, V.All(-1.42647390514189e-02f));
        return x * p / q;
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x)
        where V : struct, IFloatLanes<V> => V.All(1f) / (V.All(1f) + Exp(V.Zero - x));
}
