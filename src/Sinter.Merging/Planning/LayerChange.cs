using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>How slices changed a tower's layers.</summary>
/// <param name="Reference">The model whose configuration goes with the output.</param>
/// <param name="Stack">The name before the layers' numbers.</param>
/// <param name="Before">Layers the reference has.</param>
/// <param name="Origins">For each layer of the output, the reference source's layer it comes from.</param>
internal sealed record LayerChange(Checkpoint Reference, string Stack, int Before, IReadOnlyList<int> Origins);
