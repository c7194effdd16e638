using System.Numerics;
using System.Runtime.CompilerServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Keep probabilities from the ranks of a row's elements by magnitude, ascending, the first of equal ones lowest: p(r) = lowest + r / (n − 1) · 2ε for r = 0 .. n − 1.
/// Without sorting: the uniform number alone decides most elements, for it lies outside of lowest .. lowest + 2ε. For the others, <see cref="RowBins"/> tell between which two limits a
/// rank lies, which mostly decides alike; only what is left needs its exact rank. One instance a worker.
/// </summary>
internal sealed unsafe class RowRanks
{
    private const int SearchedRow = 64;
    private const int Piece = 1024;
    private const int Padding = 16;
    private const uint Magnitude = 0x7FFFFFFF;
    private readonly RowBins? _bins;
    private readonly int[] _places;
    private readonly int[] _open;
    private readonly int[] _unsure;
    private ulong[]? _keys;

    /// <param name="length">Length of the rows.</param>
    public RowRanks(int length)
    {
        (_places, _open, _unsure) = ([], [], []);
        if (length <= SearchedRow) return;
        _bins = new RowBins(length);
        (_places, _open, _unsure) = ([.. Enumerable.Range(0, Piece)], new int[Piece + Padding], new int[Piece]);
    }

    /// <summary>
    /// Fills <paramref name="probabilities"/>. Where an element's exact rank cannot change whether its uniform number lies below its probability, that of another rank is enough.
    /// </summary>
    public void Fill(ReadOnlySpan<float> row, ReadOnlySpan<float> uniforms, float lowest, float epsilon, Span<float> probabilities)
    {
        var scale = new RankScale(lowest, epsilon, row.Length - 1);
        fixed (float* values = row, uniform = uniforms, result = probabilities)
        {
            if (_bins is null)
            {
                for (var i = 0; i < row.Length; i++) result[i] = scale.Probability(Search(values, row.Length, i));
                return;
            }

            _bins.Fill(values, scale);
            var (least, most) = (scale.Probability(0), scale.Probability(row.Length - 1));
            probabilities.Fill(least);
            for (var start = 0; start < row.Length; start += Piece)
            {
                var open = Open(uniform + start, Math.Min(Piece, row.Length - start), least, most);
                var unsure = Decide(uniform + start, start, open, result + start);
                for (var i = 0; i < unsure; i++)
                {
                    var element = start + _unsure[i];
                    result[element] = scale.Probability(Rank(_bins, values, row.Length, element));
                }
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

    // Of a piece, the places of the elements that the least probability does not keep and the largest does not drop.
    private int Open(float* uniforms, int count, float least, float most)
    {
        var found = 0;
        fixed (int* places = _places, open = _open)
        {
            var done = Simd.Has512 ? Open<Lanes512>(uniforms, 0, count, least, most, (float*)places, (float*)open, ref found)
                : Simd.Has256 ? Open<Lanes256>(uniforms, 0, count, least, most, (float*)places, (float*)open, ref found)
                : Open<Lanes128>(uniforms, 0, count, least, most, (float*)places, (float*)open, ref found);
            Open<Lanes1>(uniforms, done, count, least, most, (float*)places, (float*)open, ref found);
        }

        return found;
    }

    [MethodImpl(Simd.Kernel)]
    private static int Open<TLanes>(float* uniforms, int start, int count, float least, float most, float* places, float* open, ref int found)
        where TLanes : struct, ILanes<TLanes>
    {
        var (low, high, number, i) = (TLanes.Create(least), TLanes.Create(most), found, start);
        for (; i <= count - TLanes.Count; i += TLanes.Count)
        {
            var uniform = TLanes.Load(uniforms + i);
            number += TLanes.Compress(TLanes.GreaterThanOrEqual(uniform, low) & TLanes.GreaterThan(high, uniform), TLanes.Load(places + i), open + number);
        }

        found = number;
        return i;
    }

    // Gives open elements the probability of their bin's lowest rank; collects those that the highest would decide otherwise. Without branches, which would be mispredicted.
    private int Decide(float* uniforms, int start, int open, float* result)
    {
        fixed (ushort* binOf = _bins!.BinOf)
        fixed (float* probabilities = _bins.Probabilities)
        fixed (int* places = _open, unsure = _unsure)
            return Decide(uniforms, binOf + start, probabilities, places, open, result, unsure);
    }

    [MethodImpl(Simd.Kernel)]
    private static int Decide(float* uniforms, ushort* binOf, float* probabilities, int* places, int open, float* result, int* unsure)
    {
        var number = 0;
        for (var i = 0; i < open; i++)
        {
            var place = places[i];
            var uniform = uniforms[place];
            var bin = probabilities + binOf[place];
            result[place] = *bin;
            unsure[number] = place;
            number += uniform >= bin[0] & uniform < bin[1] ? 1 : 0;
        }

        return number;
    }

    private static int Rank(RowBins bins, float* values, int count, int element)
    {
        var rank = bins.RankAmongEqual(element);
        return rank >= 0 ? rank : Search(values, count, element);
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
