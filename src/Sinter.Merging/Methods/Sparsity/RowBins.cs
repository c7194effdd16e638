using System.Numerics;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// A row's elements in bins of magnitude, in ascending order: a few bits of the mantissa, eight octaves below the largest; all smaller ones share bin 1. Elements whose other bits are
/// zero are all equal: they have a bin of their own, an even number, before that of the others. So few distinct values, as differences of 16-bit weights are, each have their bin.
/// One instance a worker.
/// </summary>
internal sealed unsafe class RowBins
{
    // Counted side by side, so that equal neighbours do not wait for each other's sum, and apart, so that those before an element are soon found.
    private const int Parts = 4;
    private const int Octaves = 8;
    private const int MantissaBits = 23;
    private const uint Magnitude = 0x7FFFFFFF;
    private readonly int _shift;
    private readonly int _bins;
    private readonly int _part;
    private readonly ushort[] _binOf;
    private readonly int[] _counts;
    private readonly int[] _starts;
    private readonly float[] _probabilities;

    /// <param name="length">Length of the rows, at least 16.</param>
    public RowBins(int length)
    {
        var bits = Math.Clamp(BitOperations.Log2((uint)length) - 5, 4, 9);
        _shift = MantissaBits - bits;
        _bins = 2 * Octaves << bits;
        _part = (length + Parts - 1) / Parts;
        _binOf = new ushort[length];
        _counts = new int[Parts * _bins];
        _starts = new int[_bins + 1];
        _probabilities = new float[_bins + 1];
    }

    /// <summary>The bin of each element.</summary>
    public ReadOnlySpan<ushort> BinOf => _binOf;

    /// <summary>The probability of each bin's lowest rank, and one more number that no rank's exceeds.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>Takes a row.</summary>
    public void Fill(float* row, RankScale scale)
    {
        fixed (ushort* binOf = _binOf)
        fixed (int* counts = _counts, starts = _starts)
        fixed (float* probabilities = _probabilities)
        {
            var bits = (uint*)row;
            Locate(bits, _binOf.Length, _shift, (int)(Largest(bits, _binOf.Length) >> _shift) - ((_bins / 2) - 1), binOf);
            _counts.AsSpan().Clear();
            Count(binOf, _binOf.Length, _part, counts, _bins);
            Accumulate(counts, _bins, starts);
            for (var bin = 0; bin < _bins; bin += Vector<int>.Count) Vector.Store(scale.Probability(Vector.Load(starts + bin)), probabilities + bin);
            probabilities[_bins] = scale.Probability(starts[_bins]);
        }
    }

    /// <summary>The rank of an element in a bin of equal ones: those before it have the lower ranks. −1 in another bin.</summary>
    public int RankAmongEqual(int element)
    {
        var bin = _binOf[element];
        if (bin % 2 != 0) return -1;
        var (rank, start, counts) = (_starts[bin], 0, (int)bin);
        for (; element - start >= _part; start += _part, counts += _bins) rank += _counts[counts];
        return rank + _binOf.AsSpan(start, element - start).Count(bin);
    }

    private static uint Largest(uint* bits, int count)
    {
        var (largest, most, i) = (Vector<uint>.Zero, 0u, 0);
        for (; i <= count - Vector<uint>.Count; i += Vector<uint>.Count) largest = Vector.Max(largest, Vector.Load(bits + i) & new Vector<uint>(Magnitude));
        for (; i < count; i++) most = Math.Max(most, bits[i] & Magnitude);
        for (var lane = 0; lane < Vector<uint>.Count; lane++) most = Math.Max(most, largest[lane]);
        return most;
    }

    [MethodImpl(Simd.Kernel)]
    private static void Locate(uint* bits, int count, int shift, int offset, ushort* binOf)
    {
        var i = 0;
        for (; i <= count - (2 * Vector<int>.Count); i += 2 * Vector<int>.Count)
        {
            var (first, second) = (Locate(Vector.Load((int*)bits + i), shift, offset), Locate(Vector.Load((int*)bits + i + Vector<int>.Count), shift, offset));
            Vector.Store(Vector.Narrow(first, second), binOf + i);
        }

        for (; i < count; i++)
        {
            var magnitude = (int)(bits[i] & Magnitude);
            var rest = (magnitude & ((1 << shift) - 1)) != 0 ? 1 : 0;
            binOf[i] = (ushort)Math.Max((2 * ((magnitude >> shift) - offset)) + rest, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Locate(Vector<int> bits, int shift, int offset)
    {
        var magnitude = bits & new Vector<int>((int)Magnitude);
        var bin = (magnitude >>> shift) - new Vector<int>(offset);
        var rest = Vector.GreaterThan(magnitude & new Vector<int>((1 << shift) - 1), Vector<int>.Zero);
        return Vector.AsVectorUInt32(Vector.Max(bin + bin - rest, Vector<int>.One));
    }

    [MethodImpl(Simd.Kernel)]
    private static void Count(ushort* binOf, int count, int part, int* counts, int bins)
    {
        int* second = counts + bins, third = second + bins, fourth = third + bins;
        ushort* from2 = binOf + part, from3 = from2 + part, from4 = from3 + part;
        var (i, last) = (0, count - ((Parts - 1) * part));
        for (; i < last; i++)
        {
            counts[binOf[i]]++;
            second[from2[i]]++;
            third[from3[i]]++;
            fourth[from4[i]]++;
        }

        // The last part may be shorter.
        for (; i < part; i++)
        {
            counts[binOf[i]]++;
            second[from2[i]]++;
            third[from3[i]]++;
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Accumulate(int* counts, int bins, int* starts)
    {
        for (var bin = 0; bin < bins; bin += Vector<int>.Count)
        {
            var counted = counts + bin;
            var sum = Vector.Load(counted) + Vector.Load(counted + bins) + Vector.Load(counted + (2 * bins)) + Vector.Load(counted + (3 * bins));
            Vector.Store(sum, starts + bin);
        }

        var below = 0;
        for (var bin = 0; bin < bins; bin++)
        {
            var here = starts[bin];
            starts[bin] = below;
            below += here;
        }

        starts[bins] = below;
    }
}
