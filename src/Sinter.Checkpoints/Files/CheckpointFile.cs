using Microsoft.Win32.SafeHandles;

namespace Sinter.Checkpoints;

/// <summary>A file of a checkpoint, open for reading at absolute offsets from any thread.</summary>
internal sealed class CheckpointFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private CheckpointFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        _handle = handle;
        Length = length;
    }

    public string Path { get; }

    public long Length { get; }

    public static CheckpointFile Open(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            path = System.IO.Path.GetFullPath(path);
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
            return new CheckpointFile(path, handle, RandomAccess.GetLength(handle));
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            handle?.Dispose();
            throw FileFailure.Reading(path, exception);
        }
    }

    /// <summary>Fills the destination from <paramref name="offset"/> on; a short read goes on where it stopped.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        try
        {
            while (!destination.IsEmpty)
            {
                var read = RandomAccess.Read(_handle, destination, offset);
                if (read == 0)
                {
                    throw new CheckpointException(
                        CheckpointError.InputOutput, $"{Path}: the file ended at byte {offset} while it was being read; it had {Length} bytes when it was opened.");
                }

                offset += read;
                destination = destination[read..];
            }
        }
        catch (Exception exception) when (FileFailure.Covers(exception))
        {
            throw FileFailure.Reading(Path, exception);
        }
    }

    public void Dispose() => _handle.Dispose();
}
