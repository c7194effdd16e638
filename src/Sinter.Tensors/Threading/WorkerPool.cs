using System.Runtime.ExceptionServices;

namespace Sinter.Tensors;

/// <summary>
/// A fork-join pool: <see cref="Run(int, WorkItem)"/> hands numbered items to the caller's thread and the pool's own, through one counter, and returns when all are done.
/// A fork-join takes about a microsecond; idle workers spin shortly and then sleep. A worker that wakes too late is not waited for, so that a busy machine costs little.
/// One run at a time; items must not start another run on the same pool.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private const int SpinRounds = 2000;

    // State: run number · 2^16 + 2^15 if the run is over + workers inside it. Workers enter and the caller closes by compare-exchange on this one word.
    private const long RunUnit = 1L << 16;
    private const long Closed = 1L << 15;
    private readonly Thread[] _threads;
    private readonly object _gate = new();
    private long _state = Closed;
    private volatile int _sleepers;
    private volatile bool _stopping;
    private int _running;
    private WorkItem? _work;
    private Exception? _failure;
    private int _next;
    private int _count;

    /// <summary>A pool of <paramref name="workers"/> workers, the calling thread among them.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1 or above 16384.</exception>
    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, 16384);
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
    /// <exception cref="InvalidOperationException">The pool is already running: an item started another run, or two threads share the pool.</exception>
    public void Run(int count, WorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (_threads.Length == 0 || count <= 1)
        {
            for (var i = 0; i < count; i++) work.Execute(i, 0);
            return;
        }

        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("This pool is already running; give nested or concurrent work a pool of its own.");

        _work = work;
        _count = count;
        _failure = null;
        Volatile.Write(ref _next, 0);
        var open = (Volatile.Read(ref _state) & ~(RunUnit - 1)) + RunUnit;
        Interlocked.Exchange(ref _state, open);
        if (_sleepers > 0)
            lock (_gate) Monitor.PulseAll(_gate);

        Drain(work, count, 0);
        Interlocked.Or(ref _state, Closed);
        var spin = default(SpinWait);
        while ((Volatile.Read(ref _state) & (Closed - 1)) != 0) spin.SpinOnce(sleep1Threshold: -1);

        var failure = _failure;
        _work = null;
        _failure = null;
        Volatile.Write(ref _running, 0);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Runs a delegate over items 0 .. <paramref name="count"/> − 1; for cold paths (it allocates).</summary>
    public void Run(int count, Action<int> body) => Run(count, new DelegateWork(body));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        lock (_gate) Monitor.PulseAll(_gate);
        foreach (var thread in _threads) thread.Join();
    }

    private static bool IsNew(long state, long seen) => (state & Closed) == 0 && state / RunUnit != seen;

    private void Loop(int worker)
    {
        var seen = 0L;
        while (true)
        {
            for (var i = 0; i < SpinRounds && !IsNew(Volatile.Read(ref _state), seen) && !_stopping; i++) Thread.SpinWait(8);
            if (!IsNew(Volatile.Read(ref _state), seen)) Sleep(seen);
            if (_stopping) return;

            var state = Volatile.Read(ref _state);
            while (IsNew(state, seen))
            {
                var found = Interlocked.CompareExchange(ref _state, state + 1, state);
                if (found == state)
                {
                    seen = state / RunUnit;
                    Drain(_work!, _count, worker);
                    Interlocked.Decrement(ref _state);
                    break;
                }

                state = found;
            }
        }
    }

    private void Sleep(long seen)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _sleepers);
            while (!IsNew(Interlocked.Read(ref _state), seen) && !_stopping) Monitor.Wait(_gate);
            Interlocked.Decrement(ref _sleepers);
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
