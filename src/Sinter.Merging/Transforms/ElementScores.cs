using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>The scores of LwPTV element by element: the redundancy of an element is what is left of it when the others' vector is projected out of the tensor.</summary>
internal static class ElementScores
{
    /// <summary>mean_t d_t of a block.</summary>
    public static void Mean(in Block block, Span<float> mean)
    {
        mean.Clear();
        for (var model = 0; model < block.Tensor.Models; model++) TensorPrimitives.Add(mean, block.Model(model), mean);
        TensorPrimitives.Divide(mean, block.Tensor.Models, mean);
    }

    /// <summary>The scores of a model's elements; none is negative.</summary>
    /// <param name="score">Name of the score.</param>
    /// <param name="block">The task vectors.</param>
    /// <param name="model">The model.</param>
    /// <param name="projection">For redundancy: ⟨d_t, Σ_{s≠t} d_s⟩ / ‖Σ_{s≠t} d_s‖² over the tensor.</param>
    /// <param name="scores">Receives the scores.</param>
    /// <param name="scratch">Free to use.</param>
    public static void Compute(string score, in Block block, int model, double projection, Span<float> scores, Span<float> scratch)
    {
        var values = block.Model(model);
        switch (score)
        {
            case "redundancy":
                // d_t − β (Σ d − d_t)
                Mean(block, scratch);
                TensorPrimitives.Multiply(scratch, (float)(-projection * block.Tensor.Models), scratch);
                TensorPrimitives.MultiplyAdd(values, (float)(1 + projection), scratch, scores);
                break;
            case "deviation":
                Mean(block, scratch);
                TensorPrimitives.Subtract(values, scratch, scores);
                break;
            case "relative_magnitude":
                TensorPrimitives.Abs(block.Base, scratch);
                TensorPrimitives.Add(scratch, LayerScore.Epsilon, scratch);
                TensorPrimitives.Divide(values, scratch, scores);
                break;
            case "random":
                block.Tensor.Uniforms.Fill(model, block.Offset, scores);
                break;
            default:
                values.CopyTo(scores);
                break;
        }

        TensorPrimitives.Abs(scores, scores);
    }
}
