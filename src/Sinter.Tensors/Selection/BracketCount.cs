using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// Counts, in one pass, the magnitudes below a bracket and, value by value, those inside. The values fall into bins; a bin that has seen one value only is exact, which is the rule for
/// differences of 16-bit weights. Only tensors of fewer than 2³¹ elements.
/// </summary>
/// <param name="bracket">The bracket.</param>
/// <param name="workers">Workers that may count at once.</param>
/// <param name="blocks">Blocks to count ties in; 0 for none.</param>
internal sealed unsafe class BracketCount(MagnitudeBracket bracket, int workers, int blocks) : IDisposable
{
    private readonly int _shift = Shift(bracket.Low, bracket.High);
    private readonly int _bins = BinsAbove(bracket.Low, bracket.High, Shift(bracket.Low, bracket.High)) + 1;
    private readonly ulong[]?[] _tables = new ulong[]?[workers];
    private readonly long[] _below = new long[workers];
    private readonly BlockCounts? _counts = blocks > 0 ? new(workers, blocks) : null;

    /// <summary>Smallest magnitude inside.</summary>
    public float Low => BitConverter.UInt32BitsToSingle(bracket.Low);

    /// <summary>Largest magnitude inside.</summary>
    public float High => BitConverter.UInt32BitsToSingle(bracket.High);

    /// <summary>Counts a block, once; calls at once have different workers.</summary>
    public void Accumulate(float* values, int count, int worker, int block)
    {
        if (bracket.Low != bracket.High)
        {
            Accumulate(new FloatSource(values), count, worker, block);
            return;
        }

        fixed (ulong* table = Table(worker))
        {
            var into = Begin(table, worker);
            var inside = SelectionKernels.CountMagnitude(new(values, count), bracket.Low);
            into.Add(bracket.Low, (uint)inside);
            _below[worker] += SelectionKernels.CountAtMost(new(values, count), High) - inside;
            _counts?.End(worker, block, into.Entries);
        }
    }

    /// <summary>The same of any source.</summary>
    [SkipLocalsInit]
    public void Accumulate<TSource>(TSource source, int count, int worker, int block)
        where TSource : struct, IValueSource<TSource>
    {
        float* values = stackalloc float[BracketKernel.HitsLength];
        var hits = new BracketHits(values);
        fixed (ulong* table = Table(worker))
        {
            var into = Begin(table, worker);
            for (var start = 0; start < count; start += BracketKernel.RunLength)
            {
                BracketKernel.Collect(source.From(start), Math.Min(BracketKernel.RunLength, count - start), bracket, ref hits);
                BracketTarget.Count(ref into, (uint*)hits.Values, hits.Length);
            }

            End(into, hits, worker, block);
        }
    }

    /// <summary>The same with another count, in one look at the elements.</summary>
    [SkipLocalsInit]
    public void Accumulate<TSource>(BracketCount other, TSource source, int count, int worker, int block)
        where TSource : struct, IValueSource<TSource>
    {
        if (!BracketKernel.TakesBoth(bracket, other.Bracket))
        {
            Accumulate(source, count, worker, block);
            other.Accumulate(source, count, worker, block);
            return;
        }

        float* values = stackalloc float[BracketKernel.HitsLength], otherValues = stackalloc float[BracketKernel.HitsLength];
        var (hits, otherHits) = (new BracketHits(values), new BracketHits(otherValues));
        fixed (ulong* table = Table(worker), otherTable = other.Table(worker))
        {
            var (into, otherInto) = (Begin(table, worker), other.Begin(otherTable, worker));
            for (var start = 0; start < count; start += BracketKernel.RunLength)
            {
                BracketKernel.Collect(source.From(start), Math.Min(BracketKernel.RunLength, count - start), bracket, other.Bracket, ref hits, ref otherHits);
                BracketTarget.Count(ref into, (uint*)hits.Values, hits.Length);
                BracketTarget.Count(ref otherInto, (uint*)otherHits.Values, otherHits.Length);
            }

            End(into, hits, worker, block);
            other.End(otherInto, otherHits, worker, block);
        }
    }

    /// <summary>
    /// The element of a rank, when the bracket holds it. If its bin has seen several values, the element's key is <see cref="uint.MaxValue"/> and <paramref name="bin"/> says where to
    /// look on; if the bracket does not hold the rank the result is null.
    /// </summary>
    public RankedValue? Find(long rank, out HitBin? bin)
    {
        bin = null;
        var below = _below.Sum();
        if (rank < below) return null;
        var i = Walk(rank, ref below);
        if (i == _bins) return null;
        var here = At(i, out var key);
        if (key != BracketTarget.Mixed) return new RankedValue(key, below, here);
        var prefix = (bracket.Low >> _shift) + (uint)i;
        bin = new HitBin(prefix << _shift, ~((1u << _shift) - 1) & ~BracketTarget.Mixed, below, blocks == 0 ? null : new(blocks));
        return new RankedValue(uint.MaxValue, below, here);
    }

    /// <summary>How many elements of a block have the found key, or −1 when the block had too many values to tell.</summary>
    public int TiesIn(int block, uint key) => _counts?.Count(block, Bin(key)) ?? -1;

    /// <summary>Gives the tables back; the blocks' counts stay.</summary>
    public void Release()
    {
        foreach (ref var table in _tables.AsSpan())
        {
            if (table is not null) ArrayPool<ulong>.Shared.Return(table);
            table = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _counts?.Dispose();
    }

    private static int BinsAbove(uint low, uint high, int shift) => (int)((high >> shift) - (low >> shift));

    private static int Shift(uint low, uint high)
    {
        var shift = 0;
        while (BinsAbove(low, high, shift) >= BracketTarget.Bins) shift++;
        return shift;
    }

    private ushort Bin(uint key) => (ushort)((key >> _shift) - (bracket.Low >> _shift));

    private BracketTarget Begin(ulong* table, int worker) => new(table, _shift, bracket.Low >> _shift, _counts is null ? null : _counts.Begin(worker));

    private void End(BracketTarget into, BracketHits hits, int worker, int block)
    {
        into.Add(bracket.First, (uint)hits.First);
        into.Add(bracket.Second, (uint)hits.Second);
        BracketTarget.Flush(ref into);
        _below[worker] += hits.Below;
        _counts?.End(worker, block, into.Entries);
    }

    private MagnitudeBracket Bracket => bracket;

    private ulong[] Table(int worker)
    {
        if (_tables[worker] is { } table) return table;
        table = ArrayPool<ulong>.Shared.Rent(BracketTarget.Length);
        table.AsSpan(0, _bins).Clear();
        table.AsSpan(BracketTarget.Bins, BracketTarget.Length - BracketTarget.Bins).Clear();
        return _tables[worker] = table;
    }

    // The bin that holds a rank, or the number of bins; adds what comes before it to "below".
    [MethodImpl(Simd.Kernel)]
    private int Walk(long rank, ref long below)
    {
        var before = below;
        var i = 0;
        for (; i < _bins; i++)
        {
            var here = 0L;
            foreach (var table in _tables) here += table is null ? 0 : (uint)table[i];
            if (rank < before + here) break;
            before += here;
        }

        below = before;
        return i;
    }

    // The count of a bin over the workers, and its one key, or Mixed.
    private long At(int bin, out uint key)
    {
        var count = 0L;
        key = BracketTarget.Mixed;
        foreach (var table in _tables)
        {
            if (table is null || (uint)table[bin] == 0) continue;
            var its = (uint)(table[bin] >> 32);
            key = count == 0 || key == its ? its : BracketTarget.Mixed;
            count += (uint)table[bin];
        }

        return count;
    }
}
