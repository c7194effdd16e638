using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>Sums over a block of float32, accumulated in double; the order of additions depends on the block's length and the vector width alone.</summary>
internal static class Sums
{
    /// <summary>Σ a[i]·b[i].</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<double> low = Vector<double>.Zero, high = Vector<double>.Zero;
        for (var v = 0; v < left.Length; v++)
        {
            Vector.Widen(left[v], out var leftLow, out var leftHigh);
            Vector.Widen(right[v], out var rightLow, out var rightHigh);
            low += leftLow * rightLow;
            high += leftHigh * rightHigh;
        }

        var sum = Vector.Sum(low + high);
        for (var i = left.Length * Vector<float>.Count; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>Σ a[i]².</summary>
    public static double OfSquares(ReadOnlySpan<float> a) => Dot(a, a);

    /// <summary>Σ |a[i]|.</summary>
    public static double OfMagnitudes(ReadOnlySpan<float> a)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(a);
        Vector<double> low = Vector<double>.Zero, high = Vector<double>.Zero;
        foreach (var vector in vectors)
        {
            Vector.Widen(Vector.Abs(vector), out var vectorLow, out var vectorHigh);
            low += vectorLow;
            high += vectorHigh;
        }

        var sum = Vector.Sum(low + high);
        for (var i = vectors.Length * Vector<float>.Count; i < a.Length; i++) sum += Math.Abs((double)a[i]);
        return sum;
    }
}
