namespace Sinter.Tensors;

/// <summary>A matrix product on one instruction set with its pack buffers. Owned by one <see cref="MatrixWorkspace"/>; a work item, so that a run allocates nothing.</summary>
internal abstract class ProductEngine : WorkItem, IDisposable
{
    /// <summary>The fastest engine of this machine.</summary>
    public static ProductEngine Create(WorkerPool? pool)
    {
        if (Simd.Has512) return new BlockedProduct<Kernel512>(pool);
        if (Simd.Has256) return new BlockedProduct<Kernel256>(pool);
        return new BlockedProduct<Kernel128>(pool);
    }

    /// <summary>Does the task; the result does not depend on the number of workers.</summary>
    public abstract void Run(in ProductTask task);

    /// <inheritdoc/>
    public abstract void Dispose();
}
