using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// How often keys occur in each block of a tensor, as lists of bin and count: one list a worker, in which a block's entries lie together. Different workers may write at once. A list
/// is native memory that grows up to a limit; of what does not fit nothing is known.
/// </summary>
internal sealed unsafe class BlockCounts(int workers, int blocks) : IDisposable
{
    private const int MostEntriesOfBlock = 256;
    private const int MostEntries = 512 * 1024;
    private const int FirstRoom = 4096;
    private readonly NativeBuffer<uint>?[] _entries = new NativeBuffer<uint>?[workers];
    private readonly int[] _lengths = new int[workers];
    private readonly Extent[] _blocks = new Extent[blocks];

    /// <summary>Bytes that the lists may grow to.</summary>
    public static long MostBytes(int workers, int blocks) => sizeof(uint) * Math.Min((long)workers * MostEntries, (long)blocks * MostEntriesOfBlock);

    /// <summary>Begins a block.</summary>
    public void Begin(int worker, int block) => _blocks[block] = new Extent(worker, _lengths[worker], 0);

    /// <summary>Adds an entry to the block the worker has begun.</summary>
    public void Add(int worker, int block, ushort bin, uint count)
    {
        ref var extent = ref _blocks[block];
        if (extent.Count < 0) return;
        if (extent.Count == MostEntriesOfBlock || count > ushort.MaxValue || _lengths[worker] == MostEntries)
        {
            (_lengths[worker], extent.Count) = (extent.Start, -1);
            return;
        }

        Room(worker)[_lengths[worker]++] = ((uint)bin << 16) | count;
        extent.Count++;
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

    // The list of a worker, with room for one more.
    private uint* Room(int worker)
    {
        ref var entries = ref _entries[worker];
        if (entries is null) entries = new NativeBuffer<uint>(FirstRoom);
        else if (_lengths[worker] == entries.Length)
        {
            var larger = new NativeBuffer<uint>(2 * entries.Length);
            entries.Span.CopyTo(larger.Span);
            entries.Dispose();
            entries = larger;
        }

        return entries.Pointer;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Extent(int worker, int start, int count)
    {
        public readonly int Worker = worker;
        public readonly int Start = start;
        public int Count = count;
    }
}
