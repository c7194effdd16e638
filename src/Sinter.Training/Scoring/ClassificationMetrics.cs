using System.Numerics.Tensors;

namespace Sinter.Training;

/// <summary>How good a classifier is on labelled pictures.</summary>
/// <param name="Count">Pictures.</param>
/// <param name="Accuracy">Share of the pictures whose most likely class is right (top-1).</param>
/// <param name="PerClassMean">Mean over the classes that have pictures of the share that is right.</param>
/// <param name="NegativeLogLikelihood">Mean −log probability of the right class, in nats.</param>
/// <param name="CalibrationError">Expected calibration error over 15 bins of equal width (Guo et al., 2017): the mean distance between confidence and accuracy.</param>
public sealed record ClassificationMetrics(int Count, double Accuracy, double PerClassMean, double NegativeLogLikelihood, double CalibrationError)
{
    private const int Bins = 15;

    /// <summary>Computes the metrics.</summary>
    /// <param name="logits">[pictures, classes].</param>
    /// <param name="labels">One a picture, below <paramref name="classes"/>.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="TrainingException">There are no labels, or one is out of range.</exception>
    public static ClassificationMetrics Compute(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        if (labels.Length == 0 || logits.Length != (long)labels.Length * classes)
            throw new TrainingException(TrainingError.UnsuitableData, $"{labels.Length} labels do not fit {logits.Length} logits of {classes} classes; scoring needs one label a picture.");
        var (right, count) = (new int[classes], new int[classes]);
        var (confidence, correct) = (new double[Bins], new int[Bins]);
        var loss = 0.0;
        for (var r = 0; r < labels.Length; r++)
        {
            if ((uint)labels[r] >= (uint)classes) throw new TrainingException(TrainingError.UnsuitableData, $"label {labels[r]} of picture {r} is not one of the model's {classes} classes.");
            var row = logits.Slice(r * classes, classes);
            var best = TensorPrimitives.IndexOfMax(row);
            var sum = 0.0;
            foreach (var logit in row) sum += Math.Exp((double)logit - row[best]);
            loss += Math.Log(sum) + row[best] - row[labels[r]];
            count[labels[r]]++;
            var bin = Math.Clamp((int)Math.Ceiling(Bins / sum) - 1, 0, Bins - 1);
            confidence[bin] += 1 / sum;
            if (best != labels[r]) continue;
            right[best]++;
            correct[bin]++;
        }

        var present = Enumerable.Range(0, classes).Where(c => count[c] > 0).ToArray();
        return new ClassificationMetrics(
            labels.Length,
            (double)right.Sum() / labels.Length,
            present.Average(c => (double)right[c] / count[c]),
            loss / labels.Length,
            Enumerable.Range(0, Bins).Sum(bin => Math.Abs(correct[bin] - confidence[bin])) / labels.Length);
    }
}
