using System.Runtime.CompilerServices;

namespace Sinter.Tensors;

/// <summary>
/// Where a worker counts the elements of a block that lie inside a bracket: a table of bins and, unless it is null, the block's list. A few values come again and again: behind the
/// bins, a small cache of key (upper half) and count spares the way to them.
/// </summary>
/// <param name="table">Memory of <see cref="Length"/>, zero before the first block; a bin holds its key in the upper half, or <see cref="Mixed"/>, and its count in the lower.</param>
/// <param name="shift">Bits by which a key is larger than a bin.</param>
/// <param name="first">The first bin.</param>
/// <param name="list">The list, with room for <see cref="BlockCounts.MostEntriesOfBlock"/>.</param>
internal unsafe struct BracketTarget(ulong* table, int shift, uint first, uint* list)
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 32768;

    /// <summary>Of a bin that has seen several keys.</summary>
    public const uint Mixed = 0x80000000;

    /// <summary>Length of a table.</summary>
    public const int Length = Bins + Slots + ((Slots + 1 + 7) / 8);

    private const int SlotBits = 8;
    private const int Slots = 1 << SlotBits;

    // Slot 0 is always in use: key 0 belongs there and looks like an empty slot. It may come a second time.
    private int _used = 1;

    /// <summary>Entries of the list; −1 when they are not all there.</summary>
    public int Entries { get; private set; } = list is null ? -1 : 0;

    private readonly ulong* Cache => table + Bins;

    // Numbers of the slots in use; the first stays 0.
    private readonly byte* InUse => (byte*)(table + Bins + Slots);

    /// <summary>Counts elements with a magnitude inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Count(ref BracketTarget target, uint* hits, int count)
    {
        var into = target;
        var cache = into.Cache;
        var inUse = into.InUse;
        var used = into._used;
        for (var i = 0; i < count; i++)
        {
            var key = hits[i] & ~Mixed;
            var slot = key * 0x9E3779B1 >> (32 - SlotBits);
            var place = cache + slot;
            if ((uint)(*place >> 32) == key)
            {
                ++*place;
                continue;
            }

            if (*place == 0) inUse[used++] = (byte)slot;
            else into.Add((uint)(*place >> 32), (uint)*place);
            *place = ((ulong)key << 32) | 1;
        }

        into._used = used;
        target = into;
    }

    /// <summary>Ends the block: empties the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Flush(ref BracketTarget target)
    {
        var into = target;
        var cache = into.Cache;
        var inUse = into.InUse;
        var used = into._used;
        for (var i = 0; i < used; i++)
        {
            var place = cache + inUse[i];
            var entry = *place;
            *place = 0;
            into.Add((uint)(entry >> 32), (uint)entry);
        }

        target = into;
    }

    /// <summary>Counts elements of one magnitude, whose key must lie inside.</summary>
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
