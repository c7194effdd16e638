using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Lets stages read whole tensors: several tensors at once, one a worker, as far as memory allows; a tensor that fills the memory alone gets all workers for its kernels.
/// </summary>
internal sealed class PreparationQueue(WorkerPool pool, WorkerMemory[] memories, long memory, CancellationToken cancellation)
{
    /// <summary>Calls <paramref name="prepare"/> for every job with a reader that applies the first <paramref name="transforms"/> transforms.</summary>
    public void Run(
        IReadOnlyList<TensorJob> jobs,
        Func<TensorJob, TensorContext> context,
        int transforms,
        Action<TensorJob, TensorReader> prepare,
        Func<TensorJob, long> bytes)
    {
        var group = new List<TensorJob>();
        var sum = 0L;
        foreach (var job in jobs)
        {
            var needs = bytes(job);
            if (group.Count > 0 && sum + needs > memory)
            {
                RunGroup(group, context, transforms, prepare);
                group.Clear();
                sum = 0;
            }

            group.Add(job);
            sum += needs;
        }

        if (group.Count > 0) RunGroup(group, context, transforms, prepare);
    }

    private void RunGroup(List<TensorJob> group, Func<TensorJob, TensorContext> context, int transforms, Action<TensorJob, TensorReader> prepare)
    {
        if (group.Count == 1)
        {
            cancellation.ThrowIfCancellationRequested();
            prepare(group[0], new JobReader(group[0], context(group[0]), Count(group[0], transforms), memories[0], pool, 0, cancellation));
            return;
        }

        // The heaviest tensors first, so that no worker waits long at the end.
        pool.Run(group.Count, new GroupWork([.. group.OrderByDescending(static job => job.Count)], context, transforms, prepare, memories, cancellation));
    }

    private static int Count(TensorJob job, int transforms) => Math.Min(transforms, job.Transforms.Length);

    private sealed class GroupWork(
        TensorJob[] jobs,
        Func<TensorJob, TensorContext> context,
        int transforms,
        Action<TensorJob, TensorReader> prepare,
        WorkerMemory[] memories,
        CancellationToken cancellation) : WorkItem
    {
        public override void Execute(int index, int worker)
        {
            cancellation.ThrowIfCancellationRequested();
            using var alone = new WorkerPool(1);
            prepare(jobs[index], new JobReader(jobs[index], context(jobs[index]), Count(jobs[index], transforms), memories[worker], alone, worker, cancellation));
        }
    }
}
