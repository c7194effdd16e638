using System.Buffers;

namespace Sinter.Tensors;

/// <summary>
/// Counts, in one pass, the magnitudes above a bracket and, value by value, those inside. The values fall into bins; a bin that has seen one value only is exact, which is the rule for
/// differences of 16-bit weights. Only tensors of fewer than 2³¹ elements.
/// </summary>
/// <param name="bracket">The bracket.</param>
/// <param name="workers">Workers that may count at once.</param>
/// <param name="blocks">Blocks to count ties in; 0 for none.</param>
internal sealed unsafe class BracketCount(MagnitudeBracket bracket, int workers, int blocks) : IDisposable
{
    private const int Bins = 32768;
    private const int RecentBits = 8;
    private const uint Mixed = 0x80000000;
    private readonly int _shift = Shift(bracket.Low, bracket.High);
    private readonly ulong[]?[] _tables = new ulong[]?[workers];
    private readonly long[] _above = new long[workers];
    private readonly BlockCounts? _counts = blocks > 0 ? new(workers, blocks) : null;

    /// <summary>Smallest magnitude inside.</summary>
    public float Low => BitConverter.UInt32BitsToSingle(bracket.Low);

    /// <summary>Largest magnitude inside.</summary>
    public float High => BitConverter.UInt32BitsToSingle(bracket.High);

    /// <summary>Counts a block, once; calls at once have different workers.</summary>
    public void Accumulate(float* values, int count, int worker, int block)
    {
        var into = new Target(this, worker, block);
        _counts?.Begin(worker, block);
        if (bracket.Low == bracket.High)
        {
            _above[worker] += count - SelectionKernels.CountAtMost(new(values, count), High);
            into.Add(bracket.Low, (uint)SelectionKernels.CountMagnitude(new(values, count), bracket.Low));
            return;
        }

        var hits = stackalloc uint[SelectionKernels.HitsLength];
        var recent = stackalloc ulong[1 << RecentBits];
        new Span<ulong>(recent, 1 << RecentBits).Clear();
        var counts = default(BracketHits);
        for (var start = 0; start < count; start += SelectionKernels.ChunkLength)
        {
            var found = SelectionKernels.CollectBetween(values + start, Math.Min(SelectionKernels.ChunkLength, count - start), bracket, (float*)hits, ref counts);
            CountHits(hits, found, recent, into);
        }

        _above[worker] += count - counts.AtMost;
        into.Add(bracket.First, (uint)counts.First);
        into.Add(bracket.Second, (uint)counts.Second);
        for (var slot = 0; slot < 1 << RecentBits; slot++) into.Add((uint)(recent[slot] >> 32), (uint)recent[slot]);
    }

    /// <summary>
    /// The element of a rank, when the bracket holds it. If its bin has seen several values, the element's key is <see cref="uint.MaxValue"/> and <paramref name="bin"/> says where to
    /// look on; if the bracket does not hold the rank the result is null.
    /// </summary>
    public RankedValue? Find(long count, long rank, out HitBin? bin)
    {
        bin = null;
        var above = _above.Sum();
        var inside = 0L;
        for (var i = 0; i < Bins; i++) inside += At(i, out _);
        var below = count - above - inside;
        if (rank < below || rank >= count - above) return null;
        for (var i = 0; ; i++)
        {
            var here = At(i, out var key);
            if (rank >= below + here)
            {
                below += here;
                continue;
            }

            if (key != Mixed) return new RankedValue(key, below, here);
            var prefix = (bracket.Low >> _shift) + (uint)i;
            bin = new HitBin(prefix << _shift, ~((1u << _shift) - 1) & ~Mixed, below, blocks == 0 ? null : new(blocks));
            return new RankedValue(uint.MaxValue, below, here);
        }
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

    private static int Shift(uint low, uint high)
    {
        var shift = 0;
        while ((high >> shift) - (low >> shift) >= Bins) shift++;
        return shift;
    }

    private ushort Bin(uint key) => (ushort)((key >> _shift) - (bracket.Low >> _shift));

    private ulong[] Table(int worker)
    {
        if (_tables[worker] is { } table) return table;
        table = ArrayPool<ulong>.Shared.Rent(Bins);
        table.AsSpan(0, Bins).Clear();
        return _tables[worker] = table;
    }

    // A few values come again and again: a small cache of key (upper half) and count spares the way to the table.
    private static void CountHits(uint* hits, int count, ulong* recent, in Target into)
    {
        for (var i = 0; i < count; i++)
        {
            var key = hits[i] & ~Mixed;
            var place = recent + (key * 0x9E3779B1 >> (32 - RecentBits));
            if ((uint)(*place >> 32) == key)
            {
                ++*place;
                continue;
            }

            into.Add((uint)(*place >> 32), (uint)*place);
            *place = ((ulong)key << 32) | 1;
        }
    }

    // Where a worker counts a block.
    private readonly struct Target(BracketCount owner, int worker, int block)
    {
        private readonly ulong[] _table = owner.Table(worker);

        public void Add(uint key, uint count)
        {
            if (count == 0) return;
            var bin = owner.Bin(key);
            ref var entry = ref _table[bin];
            if (entry == 0) entry = (ulong)key << 32;
            else if ((uint)(entry >> 32) != key) entry = ((ulong)Mixed << 32) | (uint)entry;
            entry += count;
            owner._counts?.Add(worker, block, bin, count);
        }
    }

    // The count of a bin over the workers, and its one key, or Mixed.
    private long At(int bin, out uint key)
    {
        var count = 0L;
        key = Mixed;
        foreach (var table in _tables)
        {
            if (table is null || (uint)table[bin] == 0) continue;
            var its = (uint)(table[bin] >> 32);
            key = count == 0 || key == its ? its : Mixed;
            count += (uint)table[bin];
        }

        return count;
    }
}
