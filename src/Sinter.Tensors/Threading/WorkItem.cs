namespace Sinter.Tensors;

/// <summary>Work that <see cref="WorkerPool"/> cuts into numbered items.</summary>
/// <remarks>An object, not a delegate: a hot loop keeps one and changes its fields, so that nothing is allocated per run.</remarks>
public abstract class WorkItem
{
    /// <summary>Does item <paramref name="index"/> on worker <paramref name="worker"/> (0 is the caller). May run beside other items, in any order.</summary>
    public abstract void Execute(int index, int worker);
}
