using Sinter.Learning;

namespace Sinter.Routing;

/// <summary>Some groups of tensors routed, the others fixed.</summary>
internal sealed class PartlyRoutedSource(RoutedSource routed, FixedSource rest, CoefficientGroups groups, bool[] varies) : ParameterSource
{
    public override WeightLayout Layout => routed.Layout;

    internal override Tensor Parameter(Pass pass, WeightSlot slot) => For(slot).Parameter(pass, slot);

    internal override Tensor Linear(Pass pass, LinearLayer layer, Tensor x, Tensor? residual = null) => For(layer.Weight).Linear(pass, layer, x, residual);

    internal override Tensor Embed(Pass pass, WeightSlot table, int[] indices, int batch, int length) => For(table).Embed(pass, table, indices, batch, length);

    private ParameterSource For(WeightSlot slot) => varies[groups.Of(slot, 0)] ? routed : rest;
}
