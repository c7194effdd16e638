using System.Runtime.CompilerServices;

namespace Sinter.Merging;

/// <summary>
/// Exact order statistics of series too long to keep: two passes of counting, first by the upper and then by the lower 16 bits of the numbers' bit patterns. Counts do not depend
/// on the order of the numbers or on who counted. −0 sorts just below 0; the numbers must be finite.
/// </summary>
internal sealed class StreamedRanks
{
    private const int Bins = 1 << 16;
    private readonly long[][] _ranks;
    private readonly long[]?[,] _counts;
    private readonly ushort[][] _bins;
    private readonly long[][] _below;
    private readonly float[][] _values;

    /// <summary>Asks for the numbers at <paramref name="ranks"/> (from 0, the smallest) of each series.</summary>
    public StreamedRanks(int workers, params long[][] ranks)
    {
        _ranks = ranks;
        _counts = new long[]?[Math.Max(1, workers), ranks.Length];
        _bins = Array.ConvertAll(ranks, static row => new ushort[row.Length]);
        _below = Array.ConvertAll(ranks, static row => new long[row.Length]);
        _values = Array.ConvertAll(ranks, static row => new float[row.Length]);
    }

    /// <summary>Passes done so far: after 2 the values are there.</summary>
    public int Passes { get; private set; }

    /// <summary>Whether another pass must come.</summary>
    public bool NeedsPass => Passes < 2;

    /// <summary>The number at the <paramref name="index"/>-th rank asked for.</summary>
    public float Value(int series, int index) => _values[series][index];

    /// <summary>Counts a part of a series.</summary>
    public void Add(int worker, int series, ReadOnlySpan<float> values)
    {
        var counts = _counts[worker, series] ??= new long[Passes == 0 ? Bins : Bins * _ranks[series].Length];
        if (Passes == 0)
        {
            foreach (var value in values) counts[Key(value) >> 16]++;
            return;
        }

        var bins = _bins[series];
        for (var i = 0; i < bins.Length; i++)
        {
            // Ranks that fell into one bin share its counts.
            if (i > 0 && bins[i] == bins[i - 1]) continue;
            var part = counts.AsSpan(i * Bins, Bins);
            foreach (var value in values)
            {
                var key = Key(value);
                if (key >> 16 == bins[i]) part[(int)(key & 0xFFFF)]++;
            }
        }
    }

    /// <summary>Ends a pass.</summary>
    public void CompletePass()
    {
        for (var series = 0; series < _ranks.Length; series++)
        {
            var total = Total(series);
            for (var i = 0; i < _ranks[series].Length; i++)
            {
                if (Passes == 0)
                {
                    _bins[series][i] = (ushort)Find(total, _ranks[series][i], out _below[series][i]);
                    continue;
                }

                var first = i;
                while (first > 0 && _bins[series][first] == _bins[series][first - 1]) first--;
                var low = Find(total.AsSpan(first * Bins, Bins), _ranks[series][i] - _below[series][i], out _);
                _values[series][i] = FromKey(((uint)_bins[series][i] << 16) | (uint)low);
            }
        }

        Array.Clear(_counts);
        Passes++;
    }

    private long[] Total(int series)
    {
        var total = new long[Passes == 0 ? Bins : Bins * _ranks[series].Length];
        for (var worker = 0; worker < _counts.GetLength(0); worker++)
        {
            if (_counts[worker, series] is not { } counts) continue;
            for (var bin = 0; bin < total.Length; bin++) total[bin] += counts[bin];
        }

        return total;
    }

    // The bin that holds a rank; the last one that holds anything when the series is shorter than the rank.
    private static int Find(ReadOnlySpan<long> counts, long rank, out long below)
    {
        below = 0;
        var last = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] == 0) continue;
            last = bin;
            if (rank < below + counts[bin]) return bin;
            below += counts[bin];
        }

        below -= counts[last];
        return last;
    }

    // A float's bits as an unsigned number of the same order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
    }

    private static float FromKey(uint key) => BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? key ^ 0x8000_0000 : ~key);
}
