using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// How often keys occur in each block of a tensor, as lists of bin and count: one list a worker, in which a block's entries lie together. Different workers may write at once. A list
/// is native memory that grows up to a limit; of what does not fit nothing is known.
/// </summary>
internal sealed unsafe class BlockCounts(int workers, int blocks) : IDisposable
{
    /// <summary>Entries that a block may have.</summary>
    public const int MostEntriesOfBlock = 256;

    private const int MostEntries = 512 * 1024;
    private const int FirstRoom = 4096;
    private readonly NativeBuffer<uint>?[] _entries = new NativeBuffer<uint>?[workers];
    private readonly int[] _lengths = new int[workers];
    private readonly Extent[] _blocks = new Extent[blocks];

    /// <summary>Bytes that the lists may grow to.</summary>
    public static long MostBytes(int workers, int blocks) => sizeof(uint) * Math.Min((long)workers * MostEntries, (long)blocks * MostEntriesOfBlock);

    /// <summary>Begins a block: where its entries go, upper half the bin and lower half the count, with room for <see cref="MostEntriesOfBlock"/>; null when the list is full.</summary>
    public uint* Begin(int worker)
    {
        ref var entries = ref _entries[worker];
        if (_lengths[worker] > MostEntries - MostEntriesOfBlock) return null;
        if (entries is null) entries = NativeBuffer<uint>.Uninitialized(FirstRoom);
        else if (_lengths[worker] > entries.Length - MostEntriesOfBlock)
        {
            var larger = NativeBuffer<uint>.Uninitialized(2 * entries.Length);
            entries.Span.CopyTo(larger.Span);
            entries.Dispose();
            entries = larger;
        }

        return entries.Pointer + _lengths[worker];
    }

    /// <summary>Ends a block with this many entries written; −1 when they are not all there.</summary>
    public void End(int worker, int block, int count)
    {
        _blocks[block] = new Extent(worker, _lengths[worker], count);
        _lengths[worker] += Math.Max(0, count);
    }

    /// <summary>Number of occurrences in a block, or −1 when that is not known.</summary>
    public int Count(int block, ushort bin)
    {
        var extent = _blocks[block];
        if (extent.Count <= 0) return extent.Count;
        var count = 0;
        foreach (var entry in _entries[extent.Worker]!.Slice(extent.Start, extent.Count))
            if (entry >> 16 == bin) count += (ushort)entry;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entries in _entries) entries?.Dispose();
        Array.Clear(_entries);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Extent(int worker, int start, int count)
    {
        public readonly int Worker = worker;
        public readonly int Start = start;
        public readonly int Count = count;
    }
}
