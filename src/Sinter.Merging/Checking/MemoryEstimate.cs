using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Foretells the memory a plan takes, from the same numbers the executor goes by.</summary>
internal static class MemoryEstimate
{
    /// <summary>Bytes for buffers and for what the methods keep of whole tensors; statistics of the whole model, which are small, are not counted.</summary>
    public static long Of(MergePlan plan, ExecutionOptions options)
    {
        var workers = Math.Max(1, options.Threads);
        var uniforms = UniformStreams.Create(plan);
        var (buffers, largest, sum, index) = (0L, 0L, 0L, 0);
        foreach (var tensor in plan.Tensors)
        {
            if (tensor.Action is not TensorAction.Merge) continue;
            using var job = new TensorJob(plan, tensor, index++, workers, uniforms, BufferPool.None);
            buffers = Math.Max(buffers, WorkerMemory.BytesFor(job));
            if (plan.Method.Declaration.Scope is MethodScope.Model) continue;
            using var stage = plan.Method.CreateTensorMerge(job.Context, null);
            largest = Math.Max(largest, stage.PreparationBytes);
            sum += stage.PreparationBytes;
        }

        buffers *= ExecutionLimits.Workers(options, buffers);
        return buffers + Math.Max(largest, Math.Min(sum, Math.Max(0, ExecutionLimits.Memory(options) - buffers)));
    }
}
