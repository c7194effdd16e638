namespace Sinter.Training.Tests;

public class ClassificationMetricsTests
{
    // Log-probabilities of two classes.
    private static readonly float[] Logits = [Log(0.9), Log(0.1), Log(0.6), Log(0.4), Log(0.3), Log(0.7), Log(0.2), Log(0.8)];

    [Fact]
    public void Every_metric_is_what_its_definition_says()
    {
        var metrics = ClassificationMetrics.Compute(Logits, [0, 1, 1, 1], 2);
        metrics.Count.ShouldBe(4);
        metrics.Accuracy.ShouldBe(0.75);
        metrics.PerClassMean.ShouldBe((1 + 2.0 / 3) / 2, 1e-9);
        metrics.NegativeLogLikelihood.ShouldBe(-(Math.Log(0.9) + Math.Log(0.4) + Math.Log(0.7) + Math.Log(0.8)) / 4, 1e-6);
        // Confidences 0.9, 0.6, 0.7, 0.8 fall into four bins of width 1/15; right, wrong, right, right.
        metrics.CalibrationError.ShouldBe((0.1 + 0.6 + 0.3 + 0.2) / 4, 1e-6);
    }

    [Fact]
    public void Logits_of_any_size_make_no_overflow()
    {
        var metrics = ClassificationMetrics.Compute([1e30f, -1e30f], [0], 2);
        metrics.Accuracy.ShouldBe(1);
        metrics.NegativeLogLikelihood.ShouldBe(0);
        metrics.CalibrationError.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void A_label_out_of_range_is_refused() => Should.Throw<TrainingException>(() => ClassificationMetrics.Compute(Logits, [0, 1, 2, 1], 2)).Message.ShouldContain("label 2");

    [Fact]
    public void Pictures_without_labels_are_refused() => Should.Throw<TrainingException>(() => ClassificationMetrics.Compute(Logits, [], 2)).Error.ShouldBe(TrainingError.UnsuitableData);

    private static float Log(double p) => (float)Math.Log(p);
}
