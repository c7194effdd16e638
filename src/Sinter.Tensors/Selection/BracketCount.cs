using System.Buffers;
using System.Runtime.CompilerServices;

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
        if (bracket.Low != bracket.High)
        {
            Accumulate(new FloatSource(values), count, worker, block);
            return;
        }

        fixed (ulong* table = Table(worker))
        {
            var into = new Target(table, _shift, bracket.Low >> _shift, _counts is null ? null : _counts.Begin(worker));
            _above[worker] += count - SelectionKernels.CountAtMost(new(values, count), High);
            into.Add(bracket.Low, (uint)SelectionKernels.CountMagnitude(new(values, count), bracket.Low));
            _counts?.End(worker, block, into.Entries);
        }
    }

    /// <summary>The same of any source.</summary>
    public void Accumulate<TSource>(TSource source, int count, int worker, int block)
        where TSource : struct, IValueSource<TSource>
    {
        fixed (ulong* table = Table(worker))
        {
            var into = new Target(table, _shift, bracket.Low >> _shift, _counts is null ? null : _counts.Begin(worker));
            _above[worker] += count - CountInside(source, count, ref into);
            _counts?.End(worker, block, into.Entries);
        }
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

    // Counts what lies inside the bracket; returns the number of elements inside or below.
    [SkipLocalsInit]
    private int CountInside<TSource>(TSource source, int count, ref Target into)
        where TSource : struct, IValueSource<TSource>
    {
        var hits = stackalloc uint[SelectionKernels.HitsLength];
        var recent = stackalloc ulong[1 << RecentBits];
        // Slot 0 always: key 0 belongs there and looks like an empty slot. It may come a second time.
        var used = stackalloc byte[(1 << RecentBits) + 1];
        var (slots, inside) = (1, 0);
        used[0] = 0;
        new Span<ulong>(recent, 1 << RecentBits).Clear();
        var counts = default(BracketHits);
        for (var start = 0; start < count; start += SelectionKernels.ChunkLength)
        {
            var found = BracketKernel.Collect(source.From(start), Math.Min(SelectionKernels.ChunkLength, count - start), bracket, (float*)hits, ref counts);
            inside += found;
            slots = CountHits(hits, found, recent, used, slots, ref into);
        }

        into.Add(bracket.First, (uint)counts.First);
        into.Add(bracket.Second, (uint)counts.Second);
        Flush(recent, used, slots, ref into);
        return counts.Below + counts.First + counts.Second + inside;
    }

    private ulong[] Table(int worker)
    {
        if (_tables[worker] is { } table) return table;
        table = ArrayPool<ulong>.Shared.Rent(Bins);
        table.AsSpan(0, Bins).Clear();
        return _tables[worker] = table;
    }

    // A few values come again and again: a small cache of key (upper half) and count spares the way to the table. Returns how many of its slots are in use.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CountHits(uint* hits, int count, ulong* recent, byte* used, int slots, ref Target target)
    {
        var into = target;
        for (var i = 0; i < count; i++)
        {
            var key = hits[i] & ~Mixed;
            var slot = key * 0x9E3779B1 >> (32 - RecentBits);
            var place = recent + slot;
            if ((uint)(*place >> 32) == key)
            {
                ++*place;
                continue;
            }

            if (*place == 0) used[slots++] = (byte)slot;
            else into.Add((uint)(*place >> 32), (uint)*place);
            *place = ((ulong)key << 32) | 1;
        }

        target = into;
        return slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Flush(ulong* recent, byte* used, int slots, ref Target target)
    {
        var into = target;
        for (var i = 0; i < slots; i++)
        {
            var entry = recent[used[i]];
            recent[used[i]] = 0;
            into.Add((uint)(entry >> 32), (uint)entry);
        }

        target = into;
    }

    // Where a worker counts a block: the bins' table and, unless it is null, the block's list.
    private struct Target(ulong* table, int shift, uint first, uint* list)
    {
        // Of the list; −1 when they are not all there.
        public int Entries { get; private set; } = list is null ? -1 : 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(uint key, uint count)
        {
            if (count == 0) return;
            var bin = (ushort)((key >> shift) - first);
            var entry = table[bin];
            if (entry == 0) entry = (ulong)key << 32;
            else if ((uint)(entry >> 32) != key) entry = ((ulong)Mixed << 32) | (uint)entry;
            table[bin] = entry + count;
            if (Entries < 0) return;
            if (Entries == BlockCounts.MostEntriesOfBlock || count > ushort.MaxValue) Entries = -1;
            else list[Entries++] = ((uint)bin << 16) | count;
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
