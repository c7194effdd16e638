namespace Sinter.Cli;

/// <summary>Mean weights of the experts for every task and layer.</summary>
internal sealed record MixtureMap(IReadOnlyList<string> Experts, IReadOnlyList<string> Layers, float[] Means)
{
    public double this[int task, int layer, int expert] => Means[(task * Layers.Count + layer) * Experts.Count + expert];
}
