namespace Sinter.Merging;

/// <summary>A statistic of the whole model, gathered before any tensor is merged. The same rules as for <see cref="TensorStage"/> hold.</summary>
public abstract class ModelPass : IDisposable
{
    /// <summary>Whether another pass over all tensors must come.</summary>
    public abstract bool NeedsPass { get; }

    /// <summary>Whether <see cref="Visit"/> must be called for a tensor in this pass.</summary>
    public virtual bool NeedsTensor(TensorContext tensor) => false;

    /// <summary>Whether <see cref="Accumulate"/> must be called for a tensor in this pass.</summary>
    public virtual bool NeedsBlocks(TensorContext tensor) => true;

    /// <summary>Takes whole tensors into the statistic.</summary>
    public virtual void Visit(TensorReader reader)
    {
    }

    /// <summary>Takes a block of <see cref="Block.Tensor"/> into the statistic.</summary>
    public virtual void Accumulate(in Block block)
    {
    }

    /// <summary>Ends a pass.</summary>
    public abstract void CompletePass();

    /// <summary>Values to report (JSON side file and provenance), by name; a number or a list of numbers each.</summary>
    public virtual IReadOnlyDictionary<string, object> Report => new Dictionary<string, object>();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the pass holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
