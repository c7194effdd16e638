using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Sinter.Checkpoints;

/// <summary>
/// Writes one safetensors file whose tensors are known beforehand. The file gets its final size and its header at once; the data may then come in any order, from any
/// thread. Tensors lie without gaps, largest element type first and then by name, and the data starts on a multiple of 8 bytes, unless more are asked for: the layout of the format's own writer.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    private readonly Dictionary<string, (TensorInfo Info, long Position)> _tensors;
    private readonly SafeFileHandle _handle;

    private SafetensorsWriter(string path, SafeFileHandle handle, SafetensorsLayout layout)
    {
        Path = path;
        _handle = handle;
        Length = layout.Length;
        _tensors = layout.Tensors.ToDictionary(static tensor => tensor.Info.Name);
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Bytes of the finished file.</summary>
    public long Length { get; }

    /// <summary>Creates the file and writes its header.</summary>
    /// <param name="path">The file to create; its folder exists.</param>
    /// <param name="tensors">Every tensor of the file, in any order.</param>
    /// <param name="metadata">Free text for <c>__metadata__</c>; Hugging Face's loaders want <c>format: pt</c>.</param>
    /// <param name="overwrite">Replaces an existing file.</param>
    /// <param name="alignment">The data starts on a multiple of this many bytes: a power of two from 8 to 4096. On a multiple of 64, a cache line, writing is faster on some machines.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, a length does not fit type and shape, or the alignment is none.</exception>
    /// <exception cref="CheckpointException">The file exists or cannot be written, or the disk has no room for it.</exception>
    public static SafetensorsWriter Create(
        string path, IEnumerable<TensorInfo> tensors, IReadOnlyDictionary<string, string>? metadata = null, bool overwrite = false, int alignment = 8)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (alignment is < 8 or > 4096 || !int.IsPow2(alignment)) throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "Data starts on a multiple of a power of two from 8 to 4096.");
        var layout = SafetensorsLayout.Of(tensors, metadata, alignment);
        SafeFileHandle? handle = null;
        try
        {
            path = System.IO.Path.GetFullPath(path);
            handle = File.OpenHandle(path, overwrite ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.None, layout.Length);
            RandomAccess.SetLength(handle, layout.Length);
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, layout.Header.Length);
            RandomAccess.Write(handle, prefix, 0);
            RandomAccess.Write(handle, layout.Header, 8);
            return new SafetensorsWriter(path, handle, layout);
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            handle?.Dispose();
            if (handle is not null && !overwrite) File.Delete(path);

            throw FileFailure.Writing(path, exception);
        }
    }

    /// <summary>Writes a part of a tensor's data; safe from several threads for parts that do not overlap.</summary>
    /// <param name="tensor">A tensor the file was created with.</param>
    /// <param name="byteOffset">Where the part starts within the tensor.</param>
    /// <param name="data">The bytes, row-major, little-endian.</param>
    /// <exception cref="ArgumentException">The file has no such tensor, or the part lies outside it.</exception>
    /// <exception cref="CheckpointException">The file could not be written.</exception>
    public void Write(TensorInfo tensor, long byteOffset, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!_tensors.TryGetValue(tensor.Name, out var entry)) throw new ArgumentException($"{Path} was created without a tensor '{tensor.Name}'.", nameof(tensor));
        if (byteOffset < 0 || byteOffset > entry.Info.ByteLength - data.Length)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), $"{data.Length} bytes from {byteOffset} on lie outside the {entry.Info.ByteLength} bytes of '{tensor.Name}'.");
        try
        {
            RandomAccess.Write(_handle, data, entry.Position + byteOffset);
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Writing(Path, exception);
        }
    }

    /// <summary>Waits until everything written so far is on the disk.</summary>
    /// <exception cref="CheckpointException">The file could not be written.</exception>
    public void Flush()
    {
        try
        {
            RandomAccess.FlushToDisk(_handle);
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Writing(Path, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
