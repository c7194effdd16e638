using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>What task vectors look like, layer by layer: what <c>sinter inspect --base</c> shows, and the scores that <c>prune: lwptv</c> would use.</summary>
/// <param name="Models">Names of the models.</param>
/// <param name="Layers">Every layer, in the order of the tensors' names: a weight with its bias, a norm, a vector of its own.</param>
/// <param name="Norms">Norm of each model's task vector over the whole model.</param>
/// <param name="Cosines">Cosines between the models' task vectors over the whole model; 0 where one of them is zero.</param>
/// <param name="Skipped">Tensors that are not in the report: not floating-point, scalars, or not of one shape in the base and all models.</param>
public sealed record TaskVectorReport(
    IReadOnlyList<string> Models, IReadOnlyList<LayerReport> Layers, IReadOnlyList<double> Norms, IReadOnlyList<IReadOnlyList<double>> Cosines, IReadOnlyList<string> Skipped)
{
    /// <summary>Reads the base and the models once and compares them.</summary>
    /// <param name="origin">The base.</param>
    /// <param name="models">The fine-tuned models; not disposed.</param>
    /// <param name="names">A name for each model; null for their paths.</param>
    /// <param name="effectiveRanks">Whether to decompose every matrix for its effective rank, which takes much longer.</param>
    /// <param name="options">Threads, memory and progress.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RecipeException">A model has no tensor in common with the base, or holds a NaN or infinity.</exception>
    /// <exception cref="CheckpointException">A file cannot be read.</exception>
    public static TaskVectorReport Compute(
        Checkpoint origin,
        IReadOnlyList<Checkpoint> models,
        IReadOnlyList<string>? names = null,
        bool effectiveRanks = false,
        ExecutionOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfZero(models.Count, nameof(models));
        return TaskVectorInspection.Run(origin, models, names ?? [.. models.Select(static model => model.Path)], effectiveRanks, options ?? new ExecutionOptions(), cancellation);
    }
}
