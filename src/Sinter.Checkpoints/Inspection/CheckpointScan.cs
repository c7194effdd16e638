using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>Reads every floating-point element of a checkpoint once and counts those that are no finite numbers.</summary>
public static class CheckpointScan
{
    private const int ChunkBytes = 1 << 20;
    private const int BlockLength = 8192;

    /// <summary>Scans all tensors, in the order of <see cref="Checkpoint.Tensors"/>.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="threads">Workers; at least 1.</param>
    /// <param name="progress">Told the share that is done, from any worker.</param>
    /// <param name="cancellation">Stops the scan.</param>
    /// <exception cref="CheckpointException">A file could not be read.</exception>
    public static IReadOnlyList<TensorScan> Run(Checkpoint checkpoint, int threads, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var tensors = checkpoint.Tensors;
        List<(int Tensor, long Offset)> chunks = [];
        for (var i = 0; i < tensors.Count; i++)
        {
            if (!tensors[i].Type.IsFloat()) continue;
            for (var offset = 0L; offset < tensors[i].ByteLength; offset += ChunkBytes) chunks.Add((i, offset));
        }

        var counts = new (long NotNumbers, long Infinite)[tensors.Count];
        using var work = new Scan(checkpoint, chunks, counts, threads, progress, cancellation);
        using var pool = new WorkerPool(threads);
        pool.Run(chunks.Count, work);
        return [.. tensors.Select((tensor, i) => new TensorScan(tensor, counts[i].NotNumbers, counts[i].Infinite))];
    }

    private sealed class Scan(
        Checkpoint checkpoint,
        List<(int Tensor, long Offset)> chunks,
        (long NotNumbers, long Infinite)[] counts,
        int threads,
        IProgress<double>? progress,
        CancellationToken cancellation) : WorkItem, IDisposable
    {
        private readonly NativeBuffer<byte>?[] _bytes = new NativeBuffer<byte>?[threads];
        private readonly float[]?[] _floats = new float[threads][];
        private int _done;

        public override void Execute(int index, int worker)
        {
            cancellation.ThrowIfCancellationRequested();
            var (number, offset) = chunks[index];
            var tensor = checkpoint.Tensors[number];
            var bytes = (_bytes[worker] ??= new NativeBuffer<byte>(ChunkBytes)).Span[..(int)Math.Min(ChunkBytes, tensor.ByteLength - offset)];
            checkpoint.Read(tensor, offset, bytes);
            var (notNumbers, infinite) = tensor.Type is ElementType.F64
                ? Count<double>(MemoryMarshal.Cast<byte, double>(bytes))
                : CountWidened(tensor.Type, bytes, _floats[worker] ??= new float[BlockLength]);
            if (notNumbers > 0) Interlocked.Add(ref counts[number].NotNumbers, notNumbers);
            if (infinite > 0) Interlocked.Add(ref counts[number].Infinite, infinite);
            progress?.Report((double)Interlocked.Increment(ref _done) / chunks.Count);
        }

        public void Dispose()
        {
            foreach (var buffer in _bytes) buffer?.Dispose();
        }

        private static (long NotNumbers, long Infinite) CountWidened(ElementType type, ReadOnlySpan<byte> bytes, Span<float> floats)
        {
            var step = BlockLength * type.Size();
            long notNumbers = 0, infinite = 0;
            for (; !bytes.IsEmpty; bytes = bytes[Math.Min(step, bytes.Length)..])
            {
                var block = floats[..(Math.Min(step, bytes.Length) / type.Size())];
                ElementConversion.ToSingle(type, bytes[..(block.Length * type.Size())], block);
                var found = Count<float>(block);
                notNumbers += found.NotNumbers;
                infinite += found.Infinite;
            }

            return (notNumbers, infinite);
        }

        private static (long NotNumbers, long Infinite) Count<T>(ReadOnlySpan<T> values)
            where T : IFloatingPointIeee754<T>
        {
            long notNumbers = 0, infinite = 0;
            if (TensorPrimitives.IsFiniteAll(values)) return (0, 0);
            foreach (var value in values)
            {
                if (T.IsNaN(value)) notNumbers++;
                else if (T.IsInfinity(value)) infinite++;
            }

            return (notNumbers, infinite);
        }
    }
}
