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
    private const int Alignment = 64;
    private const int PageAlignment = 4096;
    private T* _pointer;

    /// <summary>Allocates <paramref name="length"/> zeroed elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    public NativeBuffer(long length)
        : this(length, Alignment)
    {
        NativeMemory.Clear(_pointer, (nuint)length * (nuint)sizeof(T) + Padding);
    }

    private NativeBuffer(long length, nuint alignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        var bytes = checked((nuint)length * (nuint)sizeof(T) + Padding);
        _pointer = (T*)NativeMemory.AlignedAlloc(bytes, alignment);
        if (alignment == HugePages.Size) HugePages.Advise(_pointer, bytes);
    }

    /// <summary>Allocates <paramref name="length"/> elements of arbitrary contents: for what is written before it is read, and perhaps never in full.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="OutOfMemoryException">The memory is not to be had.</exception>
    internal static NativeBuffer<T> Uninitialized(long length) => new(length, Alignment);

    /// <summary>
    /// The same for what kernels and system calls go over again and again. It starts on a page, so that reading one such buffer and writing another at the same place never looks to the
    /// processor as if the one were the other (it compares the lowest twelve bits of addresses), and lies in <see cref="HugePages"/> where it fills one.
    /// </summary>
    internal static NativeBuffer<T> Frequent(long length) => new(length, (ulong)length * (ulong)sizeof(T) < HugePages.Size ? (nuint)PageAlignment : HugePages.Size);

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
