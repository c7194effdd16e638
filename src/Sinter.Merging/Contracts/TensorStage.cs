namespace Sinter.Merging;

/// <summary>
/// The work of a method or transform on one tensor. The executor calls, in this order: <see cref="Prepare"/> if it needs whole tensors; then, as long as
/// <see cref="NeedsPass"/>, <see cref="Accumulate"/> on every block (from several workers, in any order) and <see cref="CompletePass"/> once; then the blocks' combination.
/// It never opens a file and never starts a thread.
/// </summary>
public abstract class TensorStage : IDisposable
{
    /// <summary>Whether <see cref="Prepare"/> must be called.</summary>
    public virtual bool NeedsTensors => false;

    /// <summary>Bytes of memory that <see cref="Prepare"/> and what it keeps need, for the memory limit.</summary>
    public virtual long PreparationBytes => 0;

    /// <summary>Whether a pass over the tensor must come before the next step.</summary>
    public virtual bool NeedsPass => false;

    /// <summary>Whether a look at the pieces of a sample, through <see cref="Sample"/>, would make the passes fewer. Results do not depend on whether it is granted.</summary>
    internal virtual bool WantsSample => false;

    /// <summary>Takes piece number <see cref="Block.Index"/> of a <see cref="Tensors.MagnitudeSample"/>, before the first pass; several may come at once.</summary>
    internal virtual void Sample(in Block piece)
    {
    }

    /// <summary>Reads whole tensors.</summary>
    public virtual void Prepare(TensorReader reader)
    {
    }

    /// <summary>
    /// Takes a block into the statistic. Sums of floating-point numbers go into one slot a block and are added in order in <see cref="CompletePass"/>, so that the
    /// result does not depend on threads; counts may be kept per worker.
    /// </summary>
    public virtual void Accumulate(in Block block)
    {
    }

    /// <summary>Ends a pass. Those of several tensors may end at once, each on one thread.</summary>
    public virtual void CompletePass()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the stage holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
