namespace Sinter.Tensors;

/// <summary>
/// What matrix products need besides their operands: the workers and the pack buffers, which grow to the largest product seen (a few megabytes) and are then reused.
/// Owned by one place; one product at a time.
/// </summary>
public sealed class MatrixWorkspace : IDisposable
{
    private readonly ProductEngine _engine;
    private readonly MatrixWorkspace[] _serial;

    /// <summary>A workspace that computes on the calling thread alone.</summary>
    public MatrixWorkspace()
        : this(null, ProductEngine.Create)
    {
    }

    /// <summary>A workspace that shares its work over <paramref name="pool"/>, which stays the caller's; null: the calling thread alone.</summary>
    public MatrixWorkspace(WorkerPool? pool)
        : this(pool, ProductEngine.Create)
    {
    }

    internal MatrixWorkspace(WorkerPool? pool, Func<WorkerPool?, ProductEngine> engine)
    {
        Pool = pool;
        _engine = engine(pool);
        Batch = new BatchedProduct(this);
        _serial = pool is null ? [] : new MatrixWorkspace[pool.Workers];
        for (var i = 0; i < _serial.Length; i++) _serial[i] = new MatrixWorkspace(null, engine);
    }

    /// <summary>The workers; null for the calling thread alone.</summary>
    public WorkerPool? Pool { get; }

    /// <summary>Workers, the caller included.</summary>
    public int Workers => Pool?.Workers ?? 1;

    internal BatchedProduct Batch { get; }

    /// <summary>
    /// The workspace of one worker alone: for products inside a <see cref="WorkItem"/>, where worker w uses <c>Serial(w)</c>.
    /// </summary>
    public MatrixWorkspace Serial(int worker) => Pool is null ? this : _serial[worker];

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        foreach (var serial in _serial) serial.Dispose();
    }

    internal void Run(in ProductTask task) => _engine.Run(task);
}
