using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// One computation on the tape: it remembers its inputs and <see cref="Output"/> and knows their derivative. It is its own work item, so that a parallel loop
/// over rows allocates nothing. Rows are cut into chunks by the shape alone, never by the number of threads; sums over rows have one slot a chunk, added in order.
/// </summary>
public abstract class Operation : WorkItem
{
    private const int MaxChunks = 64;
    private const int MinChunkElements = 4096;
    private int _rows;
    private int _chunkRows;

    /// <summary>What it computes. Its memory goes back once <see cref="Backward"/> has run.</summary>
    protected internal Tensor Output { get; protected set; } = null!;

    /// <summary>Adds the derivatives of the loss with respect to the inputs, given that of the output.</summary>
    /// <exception cref="NotSupportedException">The operation has no derivative.</exception>
    protected internal virtual void Backward(Pass pass) =>
        throw new NotSupportedException($"{GetType().Name} has no backward: it cannot stand between a parameter and the loss.");

    /// <inheritdoc/>
    public sealed override void Execute(int index, int worker)
    {
        var first = index * _chunkRows;
        Rows(first, Math.Min(first + _chunkRows, _rows), index, worker);
    }

    /// <summary>Does rows <paramref name="first"/> to <paramref name="end"/> − 1, the chunk with this number.</summary>
    protected virtual void Rows(int first, int end, int chunk, int worker) =>
        throw new NotSupportedException($"{GetType().Name} has no loop over rows.");

    /// <summary>Chunks that <see cref="RunRows"/> cuts <paramref name="rows"/> rows of <paramref name="columns"/> elements into.</summary>
    protected static int Chunks(int rows, int columns)
    {
        var size = ChunkRows(rows, columns);
        return (rows + size - 1) / size;
    }

    /// <summary>Runs <see cref="Rows"/> over all rows, in parallel.</summary>
    protected void RunRows(Pass pass, int rows, int columns) => RunChunks(pass, rows, ChunkRows(rows, columns));

    /// <summary>Runs <see cref="Rows"/> over all rows, in parallel, <paramref name="chunkRows"/> at a time.</summary>
    protected void RunChunks(Pass pass, int rows, int chunkRows)
    {
        ArgumentNullException.ThrowIfNull(pass);
        (_rows, _chunkRows) = (rows, chunkRows);
        pass.Workspace.Pool.Run((rows + chunkRows - 1) / chunkRows, this);
    }

    private static int ChunkRows(int rows, int columns) =>
        Math.Max(1, Math.Max((rows + MaxChunks - 1) / MaxChunks, MinChunkElements / Math.Max(1, columns)));
}
