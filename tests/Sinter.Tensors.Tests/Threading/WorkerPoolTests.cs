namespace Sinter.Tensors.Tests.Threading;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_done_exactly_once_in_thousands_of_runs(int workers)
    {
        using var pool = new WorkerPool(workers);
        var work = new Counting(37);
        for (var run = 0; run < 3000; run++)
        {
            pool.Run(run % 38, work);
            for (var i = 0; i < 37; i++)
            {
                work.Done[i].ShouldBe(i < run % 38 ? 1 : 0);
                work.Done[i] = 0;
            }
        }
    }

    [Fact]
    public void Workers_are_numbered_below_the_pool_size()
    {
        using var pool = new WorkerPool(3);
        var work = new Counting(1000);
        pool.Run(1000, work);
        work.HighestWorker.ShouldBeInRange(0, 2);
    }

    [Fact]
    public void An_exception_reaches_the_caller_and_the_pool_stays_usable()
    {
        using var pool = new WorkerPool(2);
        Should.Throw<InvalidOperationException>(() => pool.Run(100, i => { if (i == 7) throw new InvalidOperationException("seven"); })).Message.ShouldBe("seven");
        var sum = 0;
        pool.Run(100, i => Interlocked.Add(ref sum, i));
        sum.ShouldBe(4950);
    }

    [Fact]
    public void A_run_inside_a_run_is_refused()
    {
        using var pool = new WorkerPool(2);
        Should.Throw<InvalidOperationException>(() => pool.Run(2, _ => pool.Run(2, _ => { }))).Message.ShouldContain("already running");
    }

    [Fact]
    public void A_disposed_pool_refuses_work()
    {
        var pool = new WorkerPool(2);
        pool.Dispose();
        Should.Throw<ObjectDisposedException>(() => pool.Run(2, _ => { }));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var pool = new WorkerPool(2);
        var work = new Counting(8);
        pool.Run(8, work);
        // the runtime itself allocates a little now and then
        Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) pool.Run(8, work);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).ShouldBe(0);
    }

    [Fact]
    public void A_pool_without_workers_is_refused() => Should.Throw<ArgumentOutOfRangeException>(() => new WorkerPool(0));

    private sealed class Counting(int items) : WorkItem
    {
        private int _highestWorker;

        public int[] Done { get; } = new int[items];

        public int HighestWorker => _highestWorker;

        public override void Execute(int index, int worker)
        {
            Interlocked.Increment(ref Done[index]);
            int seen;
            while (worker > (seen = _highestWorker)) Interlocked.CompareExchange(ref _highestWorker, worker, seen);
        }
    }
}
