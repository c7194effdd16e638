using System.Buffers;

namespace Sinter.Tensors;

/// <summary>The keys of a few elements, block by block in whatever order the blocks come.</summary>
internal sealed class SmallSelection(int count, int blocks) : IDisposable
{
    private const int Radix = 2048;
    private readonly (int Start, int Length)[] _blocks = new (int, int)[blocks];
    private uint[] _keys = ArrayPool<uint>.Shared.Rent(count);
    private int _length;

    /// <summary>How many keys are 0.</summary>
    public int Zeros => _keys.AsSpan(0, count).Count(0u);

    /// <summary>Takes a block; different blocks may come at once.</summary>
    public void Add(SortKey key, ReadOnlySpan<uint> bits, int block)
    {
        var start = Interlocked.Add(ref _length, bits.Length) - bits.Length;
        if (start + bits.Length > count) return; // more elements than announced: the end of the pass says so
        var keys = _keys.AsSpan(start, bits.Length);
        for (var i = 0; i < keys.Length; i++) keys[i] = key.Of(bits[i]);
        if (_blocks.Length > 0) _blocks[block] = (start, bits.Length);
    }

    /// <summary>The key of rank <paramref name="rank"/>: three rounds of counting, 11 bits each, among the keys that share the bits found so far.</summary>
    public RankedValue Find(long rank)
    {
        Span<int> counts = stackalloc int[Radix];
        var (prefix, known, below, equal) = (0u, 0u, 0L, 0L);
        for (var shift = 22; shift >= 0; shift -= 11)
        {
            counts.Clear();
            foreach (var key in _keys.AsSpan(0, count))
                if ((key & known) == prefix) counts[(int)(key >> shift) & (Radix - 1)]++;
            var digit = 0;
            while (below + counts[digit] <= rank) below += counts[digit++];
            equal = counts[digit];
            prefix |= (uint)digit << shift;
            known |= (uint)(Radix - 1) << shift;
        }

        return new(prefix, below, equal);
    }

    /// <summary>How often a key occurs in a block.</summary>
    public int Count(int block, uint key)
    {
        var (start, length) = _blocks[block];
        return _keys.AsSpan(start, length).Count(key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_keys.Length > 0) ArrayPool<uint>.Shared.Return(_keys);
        _keys = [];
    }
}
