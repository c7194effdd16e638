using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>B + λ mean(d_t): what the matrix methods do to tensors that are no matrices.</summary>
internal sealed class MeanMerge(TensorContext tensor, double scale) : TensorMerge
{
    private readonly float _factor = (float)(scale / tensor.Models);

    public override void Combine(in Block block, Span<float> result)
    {
        result.Clear();
        for (var model = 0; model < block.Tensor.Models; model++) TensorPrimitives.MultiplyAdd(block.Model(model), _factor, result, result);
        TensorPrimitives.Add(block.Base, result, result);
    }
}
