using System.Numerics;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Keep probabilities from the ranks of a row's elements by magnitude, ascending, the first of equal ones lowest: p(r) = lowest + r / (n − 1) · 2ε for r = 0 .. n − 1.
/// Without sorting: elements are counted into bins of magnitude (a few bits of the mantissa, eight octaves below the largest; all smaller ones share a bin). In a bin of equal
/// elements the ranks follow from the order; in another bin a rank is only known to lie between two limits, and the row is searched for the exact one when a limit would
/// decide otherwise than the other: rarely. One instance a worker.
/// </summary>
internal sealed unsafe class RowRanks
{
    private const int SearchedRow = 64;
    private const int Octaves = 8;
    private const int MantissaBits = 23;
    private const uint Magnitude = 0x7FFFFFFF;
    private readonly int _binBits;
    private readonly ulong[] _bins;
    private readonly int[] _binOf;
    private readonly int[] _ranks;
    private readonly int[] _ends;
    private ulong[]? _keys;

    /// <param name="length">Length of the rows.</param>
    public RowRanks(int length)
    {
        _binBits = Math.Clamp(BitOperations.Log2((uint)length), 8, 12);
        if (length <= SearchedRow) (_bins, _binOf, _ranks, _ends) = ([], [], [], []);
        else (_bins, _binOf, _ranks, _ends) = (new ulong[1 << _binBits], new int[length], new int[length], new int[length]);
    }

    /// <summary>
    /// Fills <paramref name="probabilities"/>. Where an element's exact rank cannot change whether its uniform number lies below its probability, that of a nearby rank is enough.
    /// </summary>
    public void Fill(ReadOnlySpan<float> row, ReadOnlySpan<float> uniforms, float lowest, float epsilon, Span<float> probabilities)
    {
        var scale = new RankScale(lowest, epsilon, row.Length - 1);
        fixed (float* values = row, uniform = uniforms, result = probabilities)
        {
            if (row.Length <= SearchedRow)
            {
                for (var i = 0; i < row.Length; i++) result[i] = scale.Probability(Search(values, row.Length, i));
                return;
            }

            fixed (ulong* bins = _bins)
            fixed (int* binOf = _binOf, ranks = _ranks, ends = _ends)
            {
                Count((uint*)values, row.Length, bins, binOf);
                Accumulate(bins);
                Rank(row.Length, bins, binOf, ranks, ends);
                Decide(values, uniform, ranks, ends, row.Length, scale, result);
            }
        }
    }

    /// <summary>Fills <paramref name="probabilities"/> with those of the exact ranks, by sorting: for rescaling that divides by them.</summary>
    public void FillExact(ReadOnlySpan<float> row, float lowest, float epsilon, Span<float> probabilities)
    {
        var scale = new RankScale(lowest, epsilon, row.Length - 1);
        _keys ??= new ulong[row.Length];
        for (var i = 0; i < row.Length; i++) _keys[i] = ((ulong)(BitConverter.SingleToUInt32Bits(row[i]) & Magnitude) << 32) | (uint)i;
        Array.Sort(_keys);
        for (var rank = 0; rank < _keys.Length; rank++) probabilities[(int)(uint)_keys[rank]] = scale.Probability(rank);
    }

    // A bin: the number of its elements in the upper half, of those with bits below the bin's in the lower. The scalar part only adds: places come from vectors, with the sign bit set
    // where there are bits below.
    [MethodImpl(Simd.Kernel)]
    private void Count(uint* bits, int count, ulong* bins, int* binOf)
    {
        new Span<ulong>(bins, _bins.Length).Clear();
        var shift = MantissaBits - (_binBits - BitOperations.Log2(Octaves));
        Locate(bits, count, shift, (int)(Largest(bits, count) >> shift) - (_bins.Length - 1), binOf);
        for (var i = 0; i < count; i++)
        {
            var place = binOf[i];
            binOf[i] = place & int.MaxValue;
            bins[place & int.MaxValue] += (1ul << 32) + ((uint)place >> 31);
        }
    }

    private static uint Largest(uint* bits, int count)
    {
        var (largest, most, i) = (Vector<uint>.Zero, 0u, 0);
        for (; i <= count - Vector<uint>.Count; i += Vector<uint>.Count) largest = Vector.Max(largest, Vector.Load(bits + i) & new Vector<uint>(Magnitude));
        for (; i < count; i++) most = Math.Max(most, bits[i] & Magnitude);
        for (var lane = 0; lane < Vector<uint>.Count; lane++) most = Math.Max(most, largest[lane]);
        return most;
    }

    // What lies below all bins shares the first one, as something inexact.
    private static void Locate(uint* bits, int count, int shift, int offset, int* binOf)
    {
        var low = (1 << shift) - 1;
        var i = 0;
        for (; i <= count - Vector<int>.Count; i += Vector<int>.Count)
        {
            var magnitude = Vector.Load((int*)bits + i) & new Vector<int>((int)Magnitude);
            var bin = (magnitude >>> shift) - new Vector<int>(offset);
            var inexact = Vector.GreaterThan(Vector<int>.One, bin) | Vector.GreaterThan(magnitude & new Vector<int>(low), Vector<int>.Zero);
            Vector.Store(Vector.Max(bin, Vector<int>.Zero) | (inexact & new Vector<int>(int.MinValue)), binOf + i);
        }

        for (; i < count; i++)
        {
            var magnitude = (int)(bits[i] & Magnitude);
            var bin = (magnitude >> shift) - offset;
            binOf[i] = Math.Max(bin, 0) | (bin < 1 || (magnitude & low) != 0 ? int.MinValue : 0);
        }
    }

    // Makes of each bin: the lowest rank in the lower half; in the upper the end of the ranks where elements differ, else 0. Without branches, which would be mispredicted.
    [MethodImpl(Simd.Kernel)]
    private void Accumulate(ulong* bins)
    {
        var below = 0ul;
        for (var bin = 0; bin < _bins.Length; bin++)
        {
            var (count, inexact) = (bins[bin] >> 32, (ulong)(uint)bins[bin]);
            var start = below;
            below += count;
            var differs = 0 - (((0 - inexact) & (1 - count)) >> 63);
            bins[bin] = ((below & differs) << 32) | start;
        }
    }

    // Equal elements get their ranks in order; the others of a bin all its lowest.
    [MethodImpl(Simd.Kernel)]
    private static void Rank(int count, ulong* bins, int* binOf, int* ranks, int* ends)
    {
        for (var i = 0; i < count; i++)
        {
            var bin = bins[binOf[i]];
            var end = (uint)(bin >> 32);
            ranks[i] = (int)bin;
            ends[i] = (int)end;
            bins[binOf[i]] = bin + (end == 0 ? 1u : 0u);
        }
    }

    [MethodImpl(Simd.Kernel)]
    private static void Decide(float* values, float* uniforms, int* ranks, int* ends, int count, RankScale scale, float* result)
    {
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            var uniform = Vector.Load(uniforms + i);
            var probability = scale.Probability(Vector.Load(ranks + i));
            var open = Vector.GreaterThanOrEqual(uniform, probability) & Vector.LessThan(uniform, scale.Probability(Vector.Load(ends + i)));
            Vector.Store(probability, result + i);
            if (open == Vector<int>.Zero) continue;
            for (var lane = 0; lane < Vector<float>.Count; lane++)
                if (open[lane] != 0) result[i + lane] = scale.Probability(Search(values, count, i + lane));
        }

        for (; i < count; i++)
        {
            result[i] = scale.Probability(ranks[i]);
            if (uniforms[i] >= result[i] && uniforms[i] < scale.Probability(ends[i])) result[i] = scale.Probability(Search(values, count, i));
        }
    }

    // The exact rank: how many are smaller, or equal and come before. That of a zero does not matter.
    private static int Search(float* values, int count, int element)
    {
        if (values[element] == 0) return 0;
        var smaller = 0;
        var done = Simd.Has512 ? Search<Lanes512>(values, 0, count, element, ref smaller)
            : Simd.Has256 ? Search<Lanes256>(values, 0, count, element, ref smaller)
            : Search<Lanes128>(values, 0, count, element, ref smaller);
        Search<Lanes1>(values, done, count, element, ref smaller);
        return smaller;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Search<TLanes>(float* values, int start, int count, int element, ref int smaller)
        where TLanes : struct, ILanes<TLanes>
    {
        var magnitude = TLanes.Abs(TLanes.Create(values[element]));
        var (i, found) = (start, 0);
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var other = TLanes.Abs(TLanes.Load(values + i));
            var below = TLanes.Bits(TLanes.GreaterThan(magnitude, other));
            if (i < element)
            {
                // Of the equal ones those before the element.
                var equal = TLanes.Bits(TLanes.SameBits(magnitude, other));
                var before = element - i >= TLanes.Count ? uint.MaxValue : (1u << (element - i)) - 1;
                below |= equal & before;
            }

            found += BitOperations.PopCount(below);
        }

        smaller += found;
        return i;
    }
}
