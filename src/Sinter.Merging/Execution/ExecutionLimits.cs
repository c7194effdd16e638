namespace Sinter.Merging;

/// <summary>How a job is cut so that its buffers stay within the memory it may take.</summary>
internal static class ExecutionLimits
{
    /// <summary>Elements read from each input at once: 1 MB of bf16. Larger reads cost less a byte than the second-level cache, which they exceed, would save.</summary>
    public const int LongChunk = 512 * 1024;

    /// <summary>The same where there is little memory, or little work for many workers.</summary>
    public const int ShortChunk = 256 * 1024;

    private const long DefaultMemory = 256L << 20;

    /// <summary>Bytes a job may take.</summary>
    public static long Memory(ExecutionOptions options) => options.MaximumMemory > 0 ? options.MaximumMemory : DefaultMemory;

    /// <summary>Workers that can afford their buffers: a machine with many cores must not take more memory than a small one, so that buffers get at most half of it.</summary>
    public static int Workers(ExecutionOptions options, long bytesOfWorker) => (int)Math.Clamp(Memory(options) / 2 / Math.Max(1, bytesOfWorker), 1, Math.Max(1, options.Threads));

    /// <summary>Elements of a chunk: long ones where every worker can afford them and gets several.</summary>
    public static int ChunkElements(MergePlan plan, ExecutionOptions options)
    {
        var (threads, elements, bytes) = (Math.Max(1, options.Threads), 0L, 0L);
        foreach (var tensor in plan.Tensors)
        {
            if (tensor.Action is not TensorAction.Merge) continue;
            elements += tensor.Shape.Count;
            bytes = Math.Max(bytes, WorkerMemory.StoredSize(tensor.Base) + tensor.Models.Sum(WorkerMemory.StoredSize) + tensor.Statistics.Sum(WorkerMemory.StoredSize) + WorkerMemory.ResultSize);
        }

        return elements >= 4L * threads * LongChunk && bytes * LongChunk * threads <= Memory(options) / 2 ? LongChunk : ShortChunk;
    }
}
