using Sinter.Evaluation;

namespace Sinter.Cli;

/// <summary>Mean weights of the experts for every task and layer.</summary>
internal sealed record MixtureMap(IReadOnlyList<string> Experts, IReadOnlyList<string> Layers, float[] Means)
{
    public double this[int task, int layer, int expert] => Means[(task * Layers.Count + layer) * Experts.Count + expert];

    /// <summary>As a picture: a row for each task and layer, a column for each expert.</summary>
    public string ToSvg() => HeatChart.Svg(
        "Mean weights of the experts",
        [.. Experts.SelectMany(task => Layers.Select(layer => Layers.Count == 1 ? task : $"{task}, {layer}"))],
        Experts,
        (row, expert) => this[row / Layers.Count, row % Layers.Count, expert]);
}
