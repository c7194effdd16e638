namespace Sinter.Merging;

/// <summary>What a method may know of the whole model before it sees numbers.</summary>
/// <param name="Tensors">The floating-point tensors that are merged, in output order.</param>
/// <param name="ModelNames">A short name of each model, for messages.</param>
public sealed record ModelContext(IReadOnlyList<TensorContext> Tensors, IReadOnlyList<string> ModelNames)
{
    /// <summary>Workers that may call a pass at once.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Parameters of the whole model: those of a recipe's top level.</summary>
    public required TensorSettings Settings { get; init; }
}
