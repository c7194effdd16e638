using System.Collections.Immutable;
using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Training;

/// <summary>
/// Measures whether a family of experts can be merged at all, before tables are built on it: base, individual, plain average, and Task Arithmetic θ0 + λ Σ τ_t over a grid of λ (Ilharco et al., 2023),
/// each under the heads of the experts. Choose λ on validation pictures.
/// </summary>
public static class Mergeability
{
    /// <summary>Coefficients that are tried unless others are given.</summary>
    public static ImmutableArray<double> Grid { get; } = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1];

    /// <summary>Measures a family.</summary>
    /// <param name="origin">The base of all experts.</param>
    /// <param name="members">Tasks and experts.</param>
    /// <param name="split">Which pictures.</param>
    /// <param name="grid">Coefficients, ascending.</param>
    /// <param name="workspace">Threads and memory.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="TrainingException">An expert is not of the base's shape.</exception>
    public static FamilyReport Measure(
        ImageModel origin, IReadOnlyList<FamilyMember> members, TaskSplit split, IReadOnlyList<double> grid, Workspace workspace, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(grid);
        if (members.Count == 0 || grid.Count == 0) throw new TrainingException(TrainingError.InvalidSetting, "a family needs at least one expert and one coefficient.");
        using var encoder = new FamilyEncoder(origin, members);
        var round = 0;
        var rounds = grid.Count + 3;
        var bases = Score(static (encoder, _) => encoder.Set(0));
        var individual = Score(static (encoder, t) => encoder.Become(t));
        var average = Score((encoder, _) => encoder.Set(1.0 / members.Count));
        var merged = grid.Select(coefficient => Score((encoder, _) => encoder.Set(coefficient))).ToList();
        var means = merged.Select(static scores => scores.Average()).ToList();
        var best = means.IndexOf(means.Max());
        var ratios = encoder.Ratios();
        var scores = members.Select((member, t) => new FamilyScore(member.Task.Name, bases[t], individual[t], average[t], merged[best][t], ratios[t])).ToList();
        return new FamilyReport(scores, [.. grid.Zip(means)], grid[best], encoder.MeanCosine());

        double[] Score(Action<FamilyEncoder, int> prepare)
        {
            var result = new double[members.Count];
            for (var t = 0; t < members.Count; t++)
            {
                prepare(encoder, t);
                using var model = encoder.WithHead(t);
                result[t] = TaskScorer.Score(model, members[t].Task.Open(split), workspace, null, cancellation).Accuracy;
                progress?.Report(new TrainingProgress("scoring", (round + (t + 1.0) / members.Count) / rounds, members[t].Task.Name));
            }

            round++;
            return result;
        }
    }
}
