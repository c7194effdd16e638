using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Which examples each step of a training run sees: every epoch is a new permutation, and a batch may reach over the end of one. A function of seed, name and step alone,
/// so a resumed run goes on as if it had never stopped. A mixed batch takes one order for each task.
/// </summary>
public sealed class BatchOrder
{
    private readonly long _seed;
    private readonly string _name;
    private readonly int[] _permutation;
    private long _epoch = -1;

    /// <summary>The order in which a data set is seen.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">The data set's name: tasks are shuffled independently.</param>
    /// <param name="count">Examples of the data set.</param>
    /// <param name="batchSize">Examples a step sees.</param>
    public BatchOrder(long seed, string name, int count, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_seed, _name, BatchSize) = (seed, name, batchSize);
        _permutation = new int[count];
    }

    /// <summary>Examples a step sees.</summary>
    public int BatchSize { get; }

    /// <summary>Writes the indices of a step's examples.</summary>
    /// <exception cref="ArgumentException"><paramref name="indices"/> is not <see cref="BatchSize"/> long.</exception>
    public void Fill(int step, Span<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (indices.Length != BatchSize) throw new ArgumentException($"A batch has {BatchSize} examples, the span {indices.Length}.", nameof(indices));
        for (var i = 0; i < BatchSize; i++)
        {
            var (epoch, place) = Math.DivRem((long)step * BatchSize + i, _permutation.Length);
            if (epoch != _epoch) Shuffle(epoch);
            indices[i] = _permutation[place];
        }
    }

    private void Shuffle(long epoch)
    {
        _epoch = epoch;
        for (var i = 0; i < _permutation.Length; i++) _permutation[i] = i;
        var random = new Philox(_seed, "batch order", _name, epoch);
        for (var i = _permutation.Length - 1; i > 0; i--)
        {
            var j = (int)(((ulong)random.Bits(i) * (ulong)(i + 1)) >> 32);
            (_permutation[i], _permutation[j]) = (_permutation[j], _permutation[i]);
        }
    }
}
