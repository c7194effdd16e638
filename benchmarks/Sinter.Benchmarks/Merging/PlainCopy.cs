using Sinter.Tensors;

namespace Sinter.Benchmarks.Merging;

/// <summary>The physical limit of a merge: reads every input to its end, and writes the first one's bytes as the output, in 256 KB pieces on all workers, without computing anything.</summary>
internal sealed unsafe class PlainCopy(string[] inputs, string output, int threads)
{
    private const int Piece = 256 * 1024;

    /// <summary>Reads every input once, so that the page cache has it.</summary>
    public void Read()
    {
        var buffer = new byte[1 << 20];
        foreach (var file in inputs)
        {
            using var handle = File.OpenHandle(file);
            for (long offset = 0, count; (count = RandomAccess.Read(handle, buffer, offset)) > 0; offset += count)
            {
            }
        }
    }

    /// <summary>Reads and writes.</summary>
    public void Run(bool flush)
    {
        using var pool = new WorkerPool(threads);
        var handles = Array.ConvertAll(inputs, static file => File.OpenHandle(file));
        var length = RandomAccess.GetLength(handles[0]);
        using var target = File.OpenHandle(output, FileMode.CreateNew, FileAccess.Write, FileShare.Read, FileOptions.None, length);
        RandomAccess.SetLength(target, length);
        var buffers = Enumerable.Range(0, threads).Select(_ => NativeBuffer<byte>.Frequent((long)Piece * inputs.Length)).ToArray();
        pool.Run((int)((length + Piece - 1) / Piece), new Work(handles, target, buffers, length));
        if (flush) RandomAccess.FlushToDisk(target);
        foreach (var handle in handles) handle.Dispose();
        foreach (var buffer in buffers) buffer.Dispose();
    }

    private sealed class Work(Microsoft.Win32.SafeHandles.SafeFileHandle[] inputs, Microsoft.Win32.SafeHandles.SafeFileHandle output, NativeBuffer<byte>[] buffers, long length)
        : WorkItem
    {
        public override void Execute(int index, int worker)
        {
            var offset = (long)index * Piece;
            var count = (int)Math.Min(Piece, length - offset);
            for (var i = 0; i < inputs.Length; i++) _ = RandomAccess.Read(inputs[i], new Span<byte>(buffers[worker].Pointer + ((long)i * Piece), count), offset);
            RandomAccess.Write(output, new ReadOnlySpan<byte>(buffers[worker].Pointer, count), offset);
        }
    }
}
