using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sinter.Tensors;

/// <summary>
/// Native memory aligned to 64 bytes, owned by one place and given back on dispose. Kernels work on its spans and pointers without pinning; the garbage
/// collector never sees it. New memory is zero.
/// </summary>
public sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    // Kernels may read (never write) one vector past the end.
    private const int Padding = 64;
    private T* _pointer;

    /// <summary>Allocates <paramref name="length"/> zeroed elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    public NativeBuffer(long length)
        : this(length, clear: true)
    {
    }

    private NativeBuffer(long length, bool clear)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = checked((nuint)length * (nuint)sizeof(T) + Padding);
        _pointer = (T*)NativeMemory.AlignedAlloc(bytes, 64);
        if (clear) NativeMemory.Clear(_pointer, bytes);
    }

    /// <summary>Allocates <paramref name="length"/> elements of arbitrary contents: for what is written before it is read, and perhaps never in full.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    internal static NativeBuffer<T> Uninitialized(long length) => new(length, clear: false);

    /// <summary>Gives the memory back if the owner forgot.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>Address of the first element; valid until the buffer is disposed.</summary>
    public T* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    /// <summary>All elements.</summary>
    /// <exception cref="OverflowException">More elements than a span can hold.</exception>
    public Span<T> Span => new(Pointer, checked((int)Length));

    /// <summary>A part of the elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part lies outside the buffer.</exception>
    public Span<T> Slice(long start, int length)
    {
        if (start < 0 || length < 0 || start > Length - length)
            throw new ArgumentOutOfRangeException(nameof(start), $"[{start}, {start + length}) lies outside the {Length} elements.");
        return new Span<T>(Pointer + start, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
