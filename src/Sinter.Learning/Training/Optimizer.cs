using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>
/// Changes weights along their gradients. Tensors that no loss has reached since the last step are left alone, as in PyTorch. Work is cut into chunks by the layout
/// alone, so the result does not depend on the number of threads.
/// </summary>
public abstract class Optimizer : WorkItem, IDisposable
{
    private const int ChunkElements = 1 << 14;
    private readonly List<Chunk> _chunks = [];
    private readonly WorkerPool _pool;
    private double[] _squares = [];
    private bool _measuring;

    private protected Optimizer(Workspace workspace, Trainable trainable)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(trainable);
        _pool = workspace.Pool;
        Trainable = trainable;
    }

    /// <summary>Steps taken.</summary>
    public int StepCount { get; internal set; }

    /// <summary>What it trains.</summary>
    public Trainable Trainable { get; }

    /// <summary>Names the method in a saved state.</summary>
    internal abstract string Name { get; }

    /// <summary>Moments, by name: with the weights and the step count, all that a resumed run needs.</summary>
    internal abstract IReadOnlyList<(string Name, Weights Values)> State { get; }

    /// <summary>Takes a step and clears the gradients.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="clipNorm">Scales the gradient down to this norm if it is longer; null: no limit.</param>
    /// <returns>The norm of the gradient before clipping.</returns>
    /// <exception cref="NetworkException">The gradient is not finite; nothing was changed.</exception>
    public double Step(double learningRate, double? clipNorm = null)
    {
        Cut();
        var norm = GradientNorm();
        Check.Finite(double.IsFinite(norm), $"the gradient of step {StepCount + 1}", "lower the learning rate or look at the batch");
        StepCount++;
        Prepare(learningRate, norm > clipNorm ? clipNorm.Value / norm : 1);
        Run(measuring: false);
        Complete();
        Trainable.ClearGradients();
        return norm;
    }

    /// <inheritdoc/>
    public sealed override unsafe void Execute(int index, int worker)
    {
        var (offset, count) = _chunks[index];
        var gradient = Trainable.Gradient.Pointer + offset;
        if (_measuring) _squares[index] = SumOfSquares(gradient, count);
        else Update(Trainable.Weights.Pointer + offset, gradient, offset, count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        foreach (var (_, values) in State) values.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Computes the step's constants; gradients count <paramref name="gradientScale"/> times.</summary>
    private protected abstract void Prepare(double learningRate, double gradientScale);

    /// <summary>Updates a run of elements.</summary>
    private protected abstract unsafe void Update(float* weights, float* gradient, long offset, int count);

    /// <summary>What follows when every element was updated.</summary>
    private protected virtual void Complete()
    {
    }

    /// <summary>Gives back what is held beside the moments.</summary>
    private protected virtual void Release()
    {
    }

    // Elements are float32, the sum of a chunk is double, and chunks are added in order.
    private static unsafe double SumOfSquares(float* x, int count)
    {
        var sum = 0.0;
        for (var done = 0; done < count; done += 256)
            sum += System.Numerics.Tensors.TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(x + done, Math.Min(256, count - done)));
        return sum;
    }

    private double GradientNorm()
    {
        if (_squares.Length < _chunks.Count) _squares = new double[_chunks.Count];
        Run(measuring: true);
        var sum = 0.0;
        for (var i = 0; i < _chunks.Count; i++) sum += _squares[i];
        return Math.Sqrt(sum);
    }

    private void Run(bool measuring)
    {
        _measuring = measuring;
        _pool.Run(_chunks.Count, this);
    }

    private void Cut()
    {
        _chunks.Clear();
        foreach (var slot in Trainable.Weights.Layout.Slots)
        {
            if (!Trainable[slot].HasGradient) continue;
            for (long done = 0; done < slot.Count; done += ChunkElements) _chunks.Add(new Chunk(slot.Offset + done, (int)Math.Min(ChunkElements, slot.Count - done)));
        }
    }

    private readonly record struct Chunk(long Offset, int Count);
}
