namespace Sinter.Tensors;

/// <summary>
/// Keeps native memory that is given back, for the next one who needs about as much: fresh memory costs a page fault every few kilobytes. What it lends has arbitrary contents.
/// Several threads may use it at once.
/// </summary>
/// <param name="limit">Bytes of what is lent and kept together, above which nothing is kept.</param>
internal sealed class BufferPool(long limit) : IDisposable
{
    // A buffer may serve a request that is smaller by a part of it.
    private const int WastedPart = 8;
    private readonly List<NativeBuffer<uint>> _kept = [];
    private readonly Lock _gate = new();
    private long _lentBytes;
    private long _keptBytes;

    /// <summary>A pool that keeps nothing.</summary>
    public static BufferPool None { get; } = new(0);

    /// <summary>Lends a buffer of at least <paramref name="length"/> elements.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    public NativeBuffer<uint> Rent(long length)
    {
        lock (_gate)
        {
            var buffer = TakeKept(length);
            if (buffer is null)
            {
                while (_kept.Count > 0 && _lentBytes + _keptBytes + (length * sizeof(uint)) > limit) Drop(_kept.Count - 1);
                buffer = NativeBuffer<uint>.Uninitialized(length);
            }

            _lentBytes += Bytes(buffer);
            return buffer;
        }
    }

    /// <summary>Takes back a buffer that was lent, once.</summary>
    public void Return(NativeBuffer<uint> buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        lock (_gate)
        {
            _lentBytes -= Bytes(buffer);
            if (_lentBytes + _keptBytes + Bytes(buffer) > limit)
            {
                buffer.Dispose();
                return;
            }

            _kept.Add(buffer);
            _keptBytes += Bytes(buffer);
        }
    }

    /// <summary>Frees of what is kept all that is beyond <paramref name="bytes"/>.</summary>
    public void Trim(long bytes)
    {
        lock (_gate)
            while (_keptBytes > bytes) Drop(0);
    }

    /// <summary>Frees what is kept. What is still lent may be returned afterwards.</summary>
    public void Dispose()
    {
        lock (_gate)
            while (_kept.Count > 0) Drop(_kept.Count - 1);
    }

    private static long Bytes(NativeBuffer<uint> buffer) => buffer.Length * sizeof(uint);

    private NativeBuffer<uint>? TakeKept(long length)
    {
        var best = -1;
        for (var i = 0; i < _kept.Count; i++)
        {
            var offered = _kept[i].Length;
            if (offered >= length && offered - length <= offered / WastedPart && (best < 0 || offered < _kept[best].Length)) best = i;
        }

        if (best < 0) return null;
        var buffer = _kept[best];
        _kept.RemoveAt(best);
        _keptBytes -= Bytes(buffer);
        return buffer;
    }

    private void Drop(int index)
    {
        _keptBytes -= Bytes(_kept[index]);
        _kept[index].Dispose();
        _kept.RemoveAt(index);
    }
}
