namespace Sinter.Merging;

/// <summary>Reads whole tensors for a stage that needs them at once; what earlier transforms did is already done.</summary>
public abstract class TensorReader
{
    /// <summary>The tensor.</summary>
    public abstract TensorContext Tensor { get; }

    /// <summary>Workers a stage may use inside its own kernels while it prepares.</summary>
    public abstract Sinter.Tensors.WorkerPool Workers { get; }

    /// <summary>Cancels long preparations.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>Fills <paramref name="destination"/>, of the tensor's element count, with the base's weights.</summary>
    public abstract void ReadBase(Span<float> destination);

    /// <summary>Fills <paramref name="destination"/> with a model's weights, or its task vector for a method that works on task vectors.</summary>
    public abstract void ReadModel(int model, Span<float> destination);

    /// <summary>Fills <paramref name="destination"/>, of the statistics tensor's element count, with a model's statistics.</summary>
    public abstract void ReadStatistics(int model, Span<float> destination);
}
