using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Training.Tests;

public class HeadTests
{
    private const int Width = 6;
    private const int Classes = 4;
    private static readonly int[] Labels = [.. Enumerable.Range(0, 200).Select(static i => i % Classes)];
    private static readonly float[] Features = Clouds();

    [Fact]
    public void A_class_mean_head_points_from_the_mean_of_all_to_the_mean_of_each_class()
    {
        var head = ClassMeanHead.Fit(Features, Labels, Classes);
        var mean = Enumerable.Range(0, Width).Select(i => Enumerable.Range(0, Labels.Length).Average(r => (double)Features[r * Width + i])).ToArray();
        var lengths = Enumerable.Range(0, Classes).Select(c => Math.Sqrt(Enumerable.Range(0, Width).Sum(i => (double)head.Weight[c * Width + i] * head.Weight[c * Width + i]))).ToArray();
        for (var c = 0; c < Classes; c++)
        {
            lengths[c].ShouldBe(lengths[0], 1e-4 * lengths[0]);
            head.Bias[c].ShouldBe(-(float)Enumerable.Range(0, Width).Sum(i => head.Weight[c * Width + i] * mean[i]), 1e-3f);
            var own = Enumerable.Range(0, Width).Select(i => Labels.Select((label, r) => (label, r)).Where(one => one.label == c).Average(one => (double)Features[one.r * Width + i]) - mean[i]).ToArray();
            var cosine = Enumerable.Range(0, Width).Sum(i => own[i] * head.Weight[c * Width + i]) / (lengths[c] * Math.Sqrt(own.Sum(static x => x * x)));
            cosine.ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public void The_scale_of_a_class_mean_head_is_the_likeliest()
    {
        var head = ClassMeanHead.Fit(Features, Labels, Classes);
        var best = Loss(head, 1);
        Loss(head, 0.9f).ShouldBeGreaterThan(best);
        Loss(head, 1.1f).ShouldBeGreaterThan(best);
    }

    [Fact]
    public void A_probe_is_likelier_than_class_means()
    {
        using var workspace = new Workspace(1);
        var probe = LinearProbe.Fit(Features, Labels, Classes, workspace, weightDecay: 0);
        Loss(probe, 1).ShouldBeLessThan(Loss(ClassMeanHead.Fit(Features, Labels, Classes), 1));
    }

    [Fact]
    public void A_class_without_a_picture_is_refused() =>
        Should.Throw<TrainingException>(() => ClassMeanHead.Fit(Features, Labels, Classes + 1)).Message.ShouldContain("class 4");

    private static double Loss(LinearHead head, float factor) =>
        ClassificationMetrics.Compute([.. head.Logits(Features).Select(x => x * factor)], Labels, Classes).NegativeLogLikelihood;

    private static float[] Clouds()
    {
        var values = new float[200 * Width];
        new Philox(1, "clouds").FillNormal(0, values);
        for (var r = 0; r < 200; r++) values[r * Width + r % Classes] += 1.5f;
        return values;
    }
}
