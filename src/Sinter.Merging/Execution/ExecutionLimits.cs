namespace Sinter.Merging;

/// <summary>How a job is cut so that its buffers stay within the memory it may take.</summary>
internal static class ExecutionLimits
{
    /// <summary>Elements read from each input at once: 512 KB of bf16. Less costs more system calls, and more waiting of workers that write one file.</summary>
    public const int ChunkElements = 256 * 1024;

    private const long DefaultMemory = 256L << 20;

    /// <summary>Bytes a job may take.</summary>
    public static long Memory(ExecutionOptions options) => options.MaximumMemory > 0 ? options.MaximumMemory : DefaultMemory;

    /// <summary>Workers that can afford their buffers: a machine with many cores must not take more memory than a small one, so that buffers get at most half of it.</summary>
    public static int Workers(ExecutionOptions options, long bytesOfWorker) => (int)Math.Clamp(Memory(options) / 2 / Math.Max(1, bytesOfWorker), 1, Math.Max(1, options.Threads));
}
