using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>Some tensors routed, the others fixed.</summary>
/// <param name="routed">The weights of every sample.</param>
/// <param name="rest">Weights for all samples.</param>
/// <param name="routes">For each slot whether it is routed.</param>
internal sealed class PartlyRoutedSource(RoutedSource routed, FixedSource rest, bool[] routes) : ParameterSource
{
    public override WeightLayout Layout => routed.Layout;

    internal override Tensor Parameter(Pass pass, WeightSlot slot) => For(slot).Parameter(pass, slot);

    internal override Tensor Linear(Pass pass, LinearLayer layer, Tensor x, Tensor? residual = null) =>
        (layer.Bias is { } bias && routes[bias.Index] ? routed : For(layer.Weight)).Linear(pass, layer, x, residual);

    internal override Tensor Embed(Pass pass, WeightSlot table, int[] indices, int batch, int length) => For(table).Embed(pass, table, indices, batch, length);

    private ParameterSource For(WeightSlot slot) => routes[slot.Index] ? routed : rest;
}
