namespace Sinter.Tensors;

/// <summary>
/// How often the values of one histogram bin occur in each block, for blocks with few distinct ones: differences of 16-bit weights are so coarse that this is the rule.
/// Different blocks may be written at once.
/// </summary>
internal sealed class BlockTies(int blocks)
{
    private const int Slots = 8;
    private const int Overflown = -1;
    private readonly ushort[] _values = new ushort[checked(blocks * Slots)];
    private readonly int[] _counts = new int[checked(blocks * Slots)];

    /// <summary>Adds <paramref name="count"/> occurrences of the value with these low bits.</summary>
    public void Add(int block, ushort low, int count)
    {
        var values = _values.AsSpan(block * Slots, Slots);
        var counts = _counts.AsSpan(block * Slots, Slots);
        if (counts[0] == Overflown) return;
        for (var slot = 0; slot < Slots; slot++)
        {
            if (counts[slot] != 0 && values[slot] != low) continue;
            values[slot] = low;
            counts[slot] += count;
            return;
        }

        counts[0] = Overflown;
    }

    /// <summary>Number of occurrences in a block, or −1 when the block had too many distinct values to tell.</summary>
    public int Count(int block, ushort low)
    {
        var values = _values.AsSpan(block * Slots, Slots);
        var counts = _counts.AsSpan(block * Slots, Slots);
        if (counts[0] == Overflown) return -1;
        for (var slot = 0; slot < Slots && counts[slot] != 0; slot++)
            if (values[slot] == low) return counts[slot];
        return 0;
    }
}
