using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>A histogram with a table for each worker: 32-bit counts, emptied into 64-bit totals before they could overflow.</summary>
/// <param name="workers">Number of workers.</param>
/// <param name="length">Number of counts, a multiple of any vector's length.</param>
internal sealed class CountTables(int workers, int length) : IDisposable
{
    // A table may take this many counts between two emptyings.
    private const long Limit = int.MaxValue;
    private readonly uint[]?[] _tables = new uint[]?[workers];
    private readonly long[] _counted = new long[workers];
    private readonly Lock _gate = new();
    private long[]? _totals;

    /// <summary>Number of counts.</summary>
    public int Length { get; } = length;

    /// <summary>The table of a worker, with room for <paramref name="count"/> more counts.</summary>
    public Span<uint> Open(int worker, int count)
    {
        if (_tables[worker] is null)
        {
            _tables[worker] = ArrayPool<uint>.Shared.Rent(Length);
            _tables[worker].AsSpan(0, Length).Clear();
        }

        if ((_counted[worker] += count) > Limit)
        {
            Empty(worker);
            _counted[worker] = count;
        }

        return _tables[worker].AsSpan(0, Length);
    }

    /// <summary>The sums over the workers; no worker may count meanwhile.</summary>
    public Span<long> Complete()
    {
        for (var worker = 0; worker < _tables.Length; worker++)
            if (_tables[worker] is not null) Empty(worker);
        return Totals();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ref var table in _tables.AsSpan())
        {
            if (table is not null) ArrayPool<uint>.Shared.Return(table);
            table = null;
        }

        if (_totals is not null) ArrayPool<long>.Shared.Return(_totals);
        _totals = null;
    }

    private void Empty(int worker)
    {
        lock (_gate)
        {
            var table = _tables[worker].AsSpan(0, Length);
            var totals = Totals();
            AddTo(totals, table);
            table.Clear();
        }
    }

    private static void AddTo(Span<long> totals, ReadOnlySpan<uint> table)
    {
        var wide = MemoryMarshal.Cast<long, Vector<ulong>>(totals);
        var narrow = MemoryMarshal.Cast<uint, Vector<uint>>(table);
        for (var i = 0; i < narrow.Length; i++)
        {
            Vector.Widen(narrow[i], out var lower, out var upper);
            wide[2 * i] += lower;
            wide[(2 * i) + 1] += upper;
        }
    }

    private Span<long> Totals()
    {
        if (_totals is null)
        {
            _totals = ArrayPool<long>.Shared.Rent(Length);
            _totals.AsSpan(0, Length).Clear();
        }

        return _totals.AsSpan(0, Length);
    }
}
