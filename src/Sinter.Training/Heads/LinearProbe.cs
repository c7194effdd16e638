using System.Numerics.Tensors;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>
/// Multinomial logistic regression on frozen features (the linear probe of the field): AdamW on standardized features, a cosine schedule, the whole set a step; the standardization is folded into the head.
/// </summary>
public static class LinearProbe
{
    private const int Steps = 400;
    private const double Rate = 0.02;

    /// <summary>Fits the head.</summary>
    /// <param name="features">[pictures, width] of the frozen base.</param>
    /// <param name="labels">One a picture.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="workspace">Threads and memory.</param>
    /// <param name="weightDecay">AdamW's decay of the weights.</param>
    public static LinearHead Fit(ReadOnlySpan<float> features, ReadOnlySpan<int> labels, int classes, Workspace workspace, double weightDecay = 0.1)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var (count, width) = (labels.Length, features.Length / labels.Length);
        var (mean, deviation) = Moments(features, count, width);
        var inputs = new float[features.Length];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = (features[i] - mean[i % width]) / deviation[i % width];

        var builder = new LayoutBuilder();
        var layer = builder.Linear("classifier", width, classes);
        using var weights = new Weights(builder.Build());
        using var trainable = new Trainable(weights);
        using var optimizer = new AdamW(workspace, trainable, new AdamWSettings(WeightDecay: weightDecay));
        var source = new TrainableSource(trainable);
        var trainer = new Trainer(workspace, optimizer, Schedule.Cosine(Rate, Steps));
        var targets = labels.ToArray();
        for (var step = 0; step < Steps; step++)
            trainer.Step(pass => pass.CrossEntropy(source.Linear(pass, layer, pass.Input(new TensorShape(count, width), inputs)), targets));

        var (weight, bias) = (weights["classifier.weight"].ToArray(), weights["classifier.bias"].ToArray());
        for (var c = 0; c < classes; c++)
        {
            var row = weight.AsSpan(c * width, width);
            TensorPrimitives.Divide(row, deviation, row);
            bias[c] -= TensorPrimitives.Dot(row, mean);
        }

        return new LinearHead(weight, bias);
    }

    private static (float[] Mean, float[] Deviation) Moments(ReadOnlySpan<float> features, int count, int width)
    {
        var (sums, squares) = (new double[width], new double[width]);
        for (var i = 0; i < features.Length; i++)
        {
            sums[i % width] += features[i];
            squares[i % width] += (double)features[i] * features[i];
        }

        var mean = sums.Select(sum => sum / count).ToArray();
        return ([.. mean.Select(static x => (float)x)], [.. squares.Select((sum, i) => (float)Math.Sqrt(Math.Max(sum / count - mean[i] * mean[i], 1e-8)))]);
    }
}
