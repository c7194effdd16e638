using System.Numerics.Tensors;

namespace Sinter.Training;

/// <summary>A linear classifier on features: logits = W f + b.</summary>
/// <param name="Weight">[classes, width].</param>
/// <param name="Bias">[classes].</param>
public sealed record LinearHead(float[] Weight, float[] Bias)
{
    /// <summary>Writes the head into a model's classifier.</summary>
    /// <exception cref="TrainingException">The classifier has another size.</exception>
    public void CopyTo(ImageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Classes.Length != Bias.Length || model.Network.FeatureWidth * Bias.Length != Weight.Length)
            throw new TrainingException(TrainingError.UnsuitableData, $"{model.Place}: its classifier has {model.Classes.Length} classes over {model.Network.FeatureWidth} features; the head has {Bias.Length} classes and {Weight.Length} weights.");
        Weight.CopyTo(model.Weights["classifier.weight"]);
        Bias.CopyTo(model.Weights["classifier.bias"]);
    }

    /// <summary>Logits of features [rows, width].</summary>
    internal float[] Logits(ReadOnlySpan<float> features)
    {
        var (classes, width) = (Bias.Length, Weight.Length / Bias.Length);
        var logits = new float[features.Length / width * classes];
        for (var r = 0; r < features.Length / width; r++)
            for (var c = 0; c < classes; c++) logits[r * classes + c] = Bias[c] + TensorPrimitives.Dot(features.Slice(r * width, width), Weight.AsSpan(c * width, width));
        return logits;
    }
}
