namespace Sinter.Learning;

/// <summary>
/// Supplies a network's weights. A network is written once and asks its source for "linear layer N of x", "norm N of x"; the source decides which weights those
/// are: fixed, trainable, interpolated between task vectors, or different for every sample of the batch.
/// </summary>
public abstract class ParameterSource
{
    /// <summary>The tensors it supplies.</summary>
    public abstract WeightLayout Layout { get; }

    /// <summary>A small parameter as a tensor: the slot's shape, or with the batch as first dimension when every sample has its own.</summary>
    internal abstract Tensor Parameter(Pass pass, WeightSlot slot);

    /// <summary>W x + b (+ residual). x [.., inputs], result and residual [.., outputs].</summary>
    internal virtual Tensor Linear(Pass pass, LinearLayer layer, Tensor x, Tensor? residual = null) =>
        Learning.Linear.Apply(pass, x, Parameter(pass, layer.Weight), layer.Bias is null ? null : Parameter(pass, layer.Bias), residual, layer);

    /// <summary>The norm of each row of x [.., width].</summary>
    internal Tensor Normalize(Pass pass, NormLayer layer, Tensor x)
    {
        var scale = Parameter(pass, layer.Scale);
        return layer.Shift is null
            ? RmsNorm.Apply(pass, x, scale, layer)
            : LayerNorm.Apply(pass, x, scale, Parameter(pass, layer.Shift), layer);
    }

    /// <summary>Rows of a table [entries, width] by index: [batch, length, width].</summary>
    internal virtual Tensor Embed(Pass pass, WeightSlot table, int[] indices, int batch, int length) =>
        Embedding.Apply(pass, Parameter(pass, table), indices, batch, length, table.ToString());
}
