using System.Buffers;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// How often keys occur in each block of a tensor, as lists of bin and count: one list a worker, in which a block's entries lie together. Different workers may write at once.
/// </summary>
internal sealed class BlockCounts(int workers, int blocks) : IDisposable
{
    /// <summary>Entries a block may have; with more, nothing is known of it.</summary>
    public const int MostEntries = 256;

    private const int FirstRoom = 4096;
    private readonly uint[][] _entries = [.. Enumerable.Repeat(Array.Empty<uint>(), workers)];
    private readonly int[] _lengths = new int[workers];
    private readonly Extent[] _blocks = new Extent[blocks];

    /// <summary>Begins a block.</summary>
    public void Begin(int worker, int block) => _blocks[block] = new Extent(worker, _lengths[worker], 0);

    /// <summary>Adds an entry to the block the worker has begun.</summary>
    public void Add(int worker, int block, ushort bin, uint count)
    {
        ref var extent = ref _blocks[block];
        if (extent.Count < 0) return;
        if (extent.Count == MostEntries || count > ushort.MaxValue)
        {
            (_lengths[worker], extent.Count) = (extent.Start, -1);
            return;
        }

        if (_lengths[worker] == _entries[worker].Length) Grow(ref _entries[worker]);
        _entries[worker][_lengths[worker]++] = ((uint)bin << 16) | count;
        extent.Count++;
    }

    /// <summary>Number of occurrences in a block, or −1 when that is not known.</summary>
    public int Count(int block, ushort bin)
    {
        var extent = _blocks[block];
        if (extent.Count < 0) return -1;
        var count = 0;
        foreach (var entry in _entries[extent.Worker].AsSpan(extent.Start, extent.Count))
            if (entry >> 16 == bin) count += (ushort)entry;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ref var entries in _entries.AsSpan())
        {
            if (entries.Length > 0) ArrayPool<uint>.Shared.Return(entries);
            entries = [];
        }
    }

    private static void Grow(ref uint[] entries)
    {
        var larger = ArrayPool<uint>.Shared.Rent(Math.Max(FirstRoom, 2 * entries.Length));
        entries.CopyTo(larger, 0);
        if (entries.Length > 0) ArrayPool<uint>.Shared.Return(entries);
        entries = larger;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Extent(int worker, int start, int count)
    {
        public readonly int Worker = worker;
        public readonly int Start = start;
        public int Count = count;
    }
}
