using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Merging;

/// <summary>Element kernels of the methods that compare magnitudes or signs, vectorised; each is the plain loop of its summary.</summary>
internal static class MagnitudeKernels
{
    /// <summary>largest[i] = |values[i]| ≥ |largest[i]| ? values[i] : largest[i].</summary>
    public static void KeepLarger(ReadOnlySpan<float> values, Span<float> largest)
    {
        var i = Vectors(values, out var vectors);
        var targets = MemoryMarshal.Cast<float, Vector<float>>(largest);
        for (var v = 0; v < vectors.Length; v++)
            targets[v] = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(Vector.Abs(vectors[v]), Vector.Abs(targets[v])), vectors[v], targets[v]);
        for (; i < values.Length; i++)
            if (Math.Abs(values[i]) >= Math.Abs(largest[i])) largest[i] = values[i];
    }

    /// <summary>largest[i] = max(largest[i], |values[i]|) where values[i]·direction[i] is positive by the signs (direction 0 counts as negative).</summary>
    public static void LargestAgreeing(ReadOnlySpan<float> values, ReadOnlySpan<float> direction, Span<float> largest)
    {
        var i = Vectors(values, out var vectors);
        var directions = MemoryMarshal.Cast<float, Vector<float>>(direction);
        var targets = MemoryMarshal.Cast<float, Vector<float>>(largest);
        for (var v = 0; v < vectors.Length; v++)
        {
            var positive = Vector.GreaterThan(directions[v], Vector<float>.Zero);
            var signed = Vector.ConditionalSelect(positive, vectors[v], -vectors[v]);
            targets[v] = Vector.ConditionalSelect(Vector.GreaterThan(signed, targets[v]), signed, targets[v]);
        }

        for (; i < values.Length; i++)
        {
            var signed = direction[i] > 0 ? values[i] : -values[i];
            if (signed > largest[i]) largest[i] = signed;
        }
    }

    /// <summary>values[i] = direction[i] is positive ? values[i] : −values[i].</summary>
    public static void GiveSign(ReadOnlySpan<float> direction, Span<float> values)
    {
        var i = Vectors(direction, out var directions);
        var targets = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var v = 0; v < directions.Length; v++)
            targets[v] = Vector.ConditionalSelect(Vector.GreaterThan(directions[v], Vector<float>.Zero), targets[v], -targets[v]);
        for (; i < values.Length; i++)
            if (!(direction[i] > 0)) values[i] = -values[i];
    }

    /// <summary>Whether task vector and unified vector agree in sign, one bit an element, least significant first.</summary>
    public static void PackAgreement(ReadOnlySpan<float> values, ReadOnlySpan<float> unified, Span<byte> bits)
    {
        bits.Clear();
        for (var i = 0; i < values.Length; i++)
            if ((values[i] > 0 && unified[i] > 0) || (values[i] < 0 && unified[i] < 0)) bits[i >> 3] |= (byte)(1 << (i & 7));
    }

    /// <summary>Σ |unified[i]| over the elements where values[i] agrees in sign, in double.</summary>
    public static double SumAgreeing(ReadOnlySpan<float> values, ReadOnlySpan<float> unified)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
            if ((values[i] > 0 && unified[i] > 0) || (values[i] < 0 && unified[i] < 0)) sum += Math.Abs((double)unified[i]);
        return sum;
    }

    private static int Vectors(ReadOnlySpan<float> values, out ReadOnlySpan<Vector<float>> vectors)
    {
        vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        return vectors.Length * Vector<float>.Count;
    }
}
