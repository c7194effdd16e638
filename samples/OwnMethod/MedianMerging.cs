using Sinter.Merging;

namespace OwnMethod;

/// <summary>The median of the models' weights, element by element, times a scale.</summary>
public sealed class MedianMerging : ElementwiseMethod
{
    public override MethodDeclaration Declaration { get; } = new(
        "median", "Takes the median of the models' weights.", "scale · median_i W_i", "a sample", MethodScope.Element, BaseModelUse.Ignored)
    {
        Parameters = [new("scale", ParameterKind.Number, 1.0, "Factor of the median.") { Minimum = 0 }],
    };

    protected override void Combine(in Block block, Span<float> result)
    {
        var scale = (float)block.Tensor.Settings.Number("scale");
        var models = block.Tensor.Models;
        Span<float> values = stackalloc float[models];
        for (var i = 0; i < result.Length; i++)
        {
            for (var model = 0; model < models; model++) values[model] = block.Model(model)[i];
            values.Sort();
            var median = models % 2 == 1 ? values[models / 2] : (values[models / 2 - 1] + values[models / 2]) / 2;
            result[i] = scale * median;
        }
    }
}
