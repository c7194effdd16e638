namespace Sinter.Merging;

/// <summary>Makes the random numbers of the tensors' stages, for the plan's seed and generator.</summary>
internal abstract class UniformStreams
{
    /// <summary>The streams of a plan. <see cref="Next"/> must then be called for its merged tensors in order.</summary>
    public static UniformStreams Create(MergePlan plan) =>
        plan.Random is RandomKind.Mt19937 ? new Mt19937Streams(plan) : new PhiloxStreams(plan.Seed);

    /// <summary>
    /// The stream of one stage of the next tensor; <paramref name="stage"/> (the transforms in order, then the method) keeps their numbers apart.
    /// </summary>
    public abstract UniformStream Next(TensorContext tensor, int stage);
}
