using System.Numerics.Tensors;

namespace Sinter.Training;

/// <summary>
/// A head from class means: W_c = s (m_c − m) / ‖m_c − m‖, b_c = −W_c · m, with m_c the mean feature of class c and m that of all pictures. One number, the scale s, is fitted, by likelihood on the
/// same pictures. It is the counterpart of CLIP's text heads: it points at the classes without bending to the features at hand, and experts fine-tuned under it can be merged (our choice;
/// <c>sinter mergeability</c> compares it with <see cref="LinearProbe"/>).
/// </summary>
public static class ClassMeanHead
{
    private const double LowestLogScale = -3;
    private const double HighestLogScale = 6;
    private const int Iterations = 60;

    /// <summary>Fits the head.</summary>
    /// <param name="features">[pictures, width] of the frozen base.</param>
    /// <param name="labels">One a picture.</param>
    /// <param name="classes">Number of classes, each with at least one picture.</param>
    /// <exception cref="TrainingException">A class has no picture.</exception>
    public static LinearHead Fit(ReadOnlySpan<float> features, ReadOnlySpan<int> labels, int classes)
    {
        var width = features.Length / labels.Length;
        var (means, mean) = Means(features, labels, classes, width);
        var directions = new float[classes * width];
        for (var c = 0; c < classes; c++)
        {
            var row = directions.AsSpan(c * width, width);
            TensorPrimitives.Subtract(means.AsSpan(c * width, width), mean, row);
            var norm = TensorPrimitives.Norm(row);
            if (norm > 0) TensorPrimitives.Divide(row, norm, row);
        }

        var unit = new LinearHead(directions, [.. Enumerable.Range(0, classes).Select(c => -TensorPrimitives.Dot(directions.AsSpan(c * width, width), mean))]);
        var scale = BestScale(unit.Logits(features), labels, classes);
        TensorPrimitives.Multiply(unit.Weight, scale, unit.Weight);
        TensorPrimitives.Multiply(unit.Bias, scale, unit.Bias);
        return unit;
    }

    private static (float[] Means, float[] Mean) Means(ReadOnlySpan<float> features, ReadOnlySpan<int> labels, int classes, int width)
    {
        var (sums, total, counts) = (new double[classes * width], new double[width], new int[classes]);
        for (var r = 0; r < labels.Length; r++)
        {
            counts[labels[r]]++;
            for (var i = 0; i < width; i++)
            {
                sums[labels[r] * width + i] += features[r * width + i];
                total[i] += features[r * width + i];
            }
        }

        var empty = Array.IndexOf(counts, 0);
        if (empty >= 0) throw new TrainingException(TrainingError.UnsuitableData, $"class {empty} has no training picture; every class needs one for its mean.");
        var count = labels.Length;
        return ([.. sums.Select((sum, i) => (float)(sum / counts[i / width]))], [.. total.Select(sum => (float)(sum / count))]);
    }

    // The negative log-likelihood is convex in the scale; golden sections over its logarithm.
    private static float BestScale(float[] logits, ReadOnlySpan<int> labels, int classes)
    {
        var ratio = (Math.Sqrt(5) - 1) / 2;
        var (low, high) = (LowestLogScale, HighestLogScale);
        for (var i = 0; i < Iterations; i++)
        {
            var (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
            if (Loss(logits, labels, classes, Math.Exp(a)) < Loss(logits, labels, classes, Math.Exp(b))) high = b;
            else low = a;
        }

        return (float)Math.Exp((low + high) / 2);
    }

    private static double Loss(float[] logits, ReadOnlySpan<int> labels, int classes, double scale)
    {
        var sum = 0.0;
        for (var r = 0; r < labels.Length; r++)
        {
            var row = logits.AsSpan(r * classes, classes);
            var highest = scale * TensorPrimitives.Max(row);
            var total = 0.0;
            foreach (var logit in row) total += Math.Exp(scale * logit - highest);
            sum += highest + Math.Log(total) - scale * row[labels[r]];
        }

        return sum;
    }
}
