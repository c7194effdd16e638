using System.Runtime.ExceptionServices;

namespace Sinter.Tensors;

/// <summary>
/// A fork-join pool: <see cref="Run(int, WorkItem)"/> hands numbered items to the caller's thread and the pool's own, through one counter, and returns when all are done.
/// A fork-join takes about a microsecond; idle workers spin shortly and then sleep. One run at a time; items must not start another run on the same pool.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinRounds = 2000;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private volatile int _epoch;
    private volatile int _sleepers;
    private volatile bool _stopping;
    private WorkItem? _work;
    private Exception? _failure;
    private int _next;
    private int _count;
    private int _pending;

    /// <summary>A pool of <paramref name="workers"/> workers, the calling thread among them.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1.</exception>
    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Workers = workers;
        _threads = new Thread[workers - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"sinter worker {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>Workers, the caller included.</summary>
    public int Workers { get; }

    /// <summary>Runs items 0 .. <paramref name="count"/> − 1 and returns when all are done.</summary>
    /// <remarks>If items throw, the remaining items are skipped and the first exception is thrown again here.</remarks>
    public void Run(int count, WorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_threads.Length == 0 || count <= 1)
        {
            for (var i = 0; i < count; i++) work.Execute(i, 0);
            return;
        }

        _work = work;
        _count = count;
        _failure = null;
        Volatile.Write(ref _next, 0);
        Volatile.Write(ref _pending, _threads.Length);
        Interlocked.Increment(ref _epoch);
        if (_sleepers > 0)
            lock (_gate) Monitor.PulseAll(_gate);

        Drain(work, count, 0);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _pending) > 0) spin.SpinOnce(sleep1Threshold: -1);
        _work = null;
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
    }

    /// <summary>Runs a delegate over items 0 .. <paramref name="count"/> − 1; for cold paths (it allocates).</summary>
    public void Run(int count, Action<int> body) => Run(count, new DelegateWork(body));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        Interlocked.Increment(ref _epoch);
        lock (_gate) Monitor.PulseAll(_gate);
        foreach (var thread in _threads) thread.Join();
    }

    private void Loop(int worker)
    {
        var seen = 0;
        while (true)
        {
            for (var i = 0; i < SpinRounds && _epoch == seen; i++) Thread.SpinWait(8);
            if (_epoch == seen)
            {
                lock (_gate)
                {
                    Interlocked.Increment(ref _sleepers);
                    while (_epoch == seen) Monitor.Wait(_gate);
                    Interlocked.Decrement(ref _sleepers);
                }
            }

            if (_stopping) return;
            seen = _epoch;
            Drain(_work!, _count, worker);
            Interlocked.Decrement(ref _pending);
        }
    }

    private void Drain(WorkItem work, int count, int worker)
    {
        try
        {
            for (int i; (i = Interlocked.Increment(ref _next) - 1) < count;) work.Execute(i, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            Volatile.Write(ref _next, count);
        }
    }

    private sealed class DelegateWork(Action<int> body) : WorkItem
    {
        public override void Execute(int index, int worker) => body(index);
    }
}
