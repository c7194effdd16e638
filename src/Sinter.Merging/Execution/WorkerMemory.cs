using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>One worker's buffers: the stored bytes of a chunk of every input, a block of every input widened to float32, and the chunk's result.</summary>
internal sealed class WorkerMemory : IDisposable
{
    private NativeBuffer<byte> _stored = new(0);
    private NativeBuffer<byte> _result = new(0);
    private NativeBuffer<float> _slots = new(0);
    private NativeBuffer<float> _values = new(0);

    /// <summary>Bytes a job's buffers take, for one worker.</summary>
    public static long BytesFor(TensorJob job)
    {
        var elements = ElementsPerChunk(job);
        return (job.Inputs.Sum(input => StoredSize(input)) * elements) + (elements * sizeof(double))
            + (Stride(job) * sizeof(float) * (Block.SlotCount(job.Context.Models, job.StatisticsCount) + 1));
    }

    /// <summary>Makes the buffers large enough for a job.</summary>
    public void Fit(TensorJob job)
    {
        var elements = ElementsPerChunk(job);
        Grow(ref _stored, job.Inputs.Sum(input => Align(StoredSize(input) * elements)));
        Grow(ref _result, elements * sizeof(double));
        Grow(ref _slots, Stride(job) * Block.SlotCount(job.Context.Models, job.StatisticsCount));
        Grow(ref _values, Stride(job));
    }

    public NativeBuffer<byte> Stored => _stored;

    public NativeBuffer<byte> Result => _result;

    public NativeBuffer<float> Slots => _slots;

    public NativeBuffer<float> Values => _values;

    public void Dispose()
    {
        _stored.Dispose();
        _result.Dispose();
        _slots.Dispose();
        _values.Dispose();
    }

    /// <summary>Elements between two slots of a job's blocks.</summary>
    public static long Stride(TensorJob job) => ((Math.Min(job.BlockSize, Math.Max(1, job.Count)) + 15) & ~15L) + 16;

    /// <summary>Bytes of one element of an input.</summary>
    public static int StoredSize(TensorSource? input) => input is null ? 0 : input.Tensor.Type.Size();

    /// <summary>Rounded up to a cache line, so that every input's bytes start aligned.</summary>
    public static long Align(long bytes) => (bytes + 63) & ~63L;

    private static long ElementsPerChunk(TensorJob job) => Math.Min(job.ChunkLength, Math.Max(1, job.Count));

    private static void Grow<T>(ref NativeBuffer<T> buffer, long length)
        where T : unmanaged
    {
        if (buffer.Length >= length) return;
        buffer.Dispose();
        buffer = NativeBuffer<T>.Frequent(length);
    }
}
