using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// What computing needs besides the numbers: threads, and native memory for activations and packing that every step reuses. Passes are made from it, one after
/// the other or nested, always from one thread at a time. Results do not depend on the number of threads.
/// </summary>
public sealed class Workspace : IDisposable
{
    private List<Tensor>? _spareTensors;
    private List<Operation>? _spareOperations;

    /// <summary>A workspace with <paramref name="threads"/> threads, the calling one among them; 0: one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    public Workspace(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Pool = new WorkerPool(threads == 0 ? Environment.ProcessorCount : threads);
        Products = new MatrixWorkspace(Pool);
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Threads => Pool.Workers;

    /// <summary>Bytes of native memory held for activations.</summary>
    public long HeldBytes => Memory.HeldBytes;

    internal WorkerPool Pool { get; }

    internal ActivationMemory Memory { get; } = new();

    internal MatrixWorkspace Products { get; }

    /// <summary>Starts a pass that records what it computes, so that <see cref="Pass.Backward"/> can follow.</summary>
    public Pass BeginTraining() => new(this, records: true);

    /// <summary>Starts a pass that records nothing.</summary>
    public Pass BeginInference() => new(this, records: false);

    /// <summary>Frees the memory that no running pass holds.</summary>
    public void Trim() => Memory.Trim();

    /// <inheritdoc/>
    public void Dispose()
    {
        Products.Dispose();
        Pool.Dispose();
        Memory.Dispose();
    }

    // The lists of a finished pass serve the next one: a step allocates no lists.
    internal (List<Tensor> Tensors, List<Operation> Operations) TakeLists()
    {
        var lists = (_spareTensors ?? [], _spareOperations ?? []);
        (_spareTensors, _spareOperations) = (null, null);
        return lists;
    }

    internal void GiveLists(List<Tensor> tensors, List<Operation> operations)
    {
        tensors.Clear();
        operations.Clear();
        (_spareTensors, _spareOperations) = (tensors, operations);
    }
}
