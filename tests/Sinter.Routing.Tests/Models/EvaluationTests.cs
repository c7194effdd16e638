using Sinter.Data;
using Sinter.Learning;

namespace Sinter.Routing.Tests;

public class EvaluationTests(TrainedExperts experts) : IClassFixture<TrainedExperts>
{
    [Fact]
    public void Auroc_is_the_chance_that_a_strange_value_is_larger()
    {
        UncertaintyMetrics.Auroc([0.1, 0.2], [0.3, 0.9]).ShouldBe(1);
        UncertaintyMetrics.Auroc([0.3, 0.9], [0.1, 0.2]).ShouldBe(0);
        UncertaintyMetrics.Auroc([0.5, 0.5], [0.5]).ShouldBe(0.5);
        double[] known = [.. Numbers.Random(1, 40).Select(static x => Math.Round(x, 1))], strange = [.. Numbers.Random(2, 30).Select(static x => Math.Round(x + 0.3, 1))];
        var naive = known.SelectMany(k => strange.Select(s => s > k ? 1 : s == k ? 0.5 : 0)).Average();
        UncertaintyMetrics.Auroc(known, strange).ShouldBe(naive, 1e-12);
    }

    [Fact]
    public void Rejecting_the_most_uncertain_leaves_the_others()
    {
        double[] uncertainties = [0.9, 0.1, 0.5, 0.3];
        bool[] right = [false, true, false, true];
        UncertaintyMetrics.AccuracyAfterRejecting(0, uncertainties, right).ShouldBe(0.5);
        UncertaintyMetrics.AccuracyAfterRejecting(0.5, uncertainties, right).ShouldBe(1);
        UncertaintyMetrics.AccuracyAfterRejecting(1, uncertainties, right).ShouldBe(1);
    }

    [Fact]
    public void A_static_model_of_one_expert_scores_as_that_expert_and_an_unfitted_router_as_the_average()
    {
        using var model = experts.CreateModel(new FitOptions());
        using var workspace = new Workspace(2);
        var set = Pictures(model, task: 0);
        var network = (VisionTransformer)Network.FromConfig(experts.Experts[0].Path);
        using var weights = network.Load(experts.Experts[0].Path);
        using var pass = workspace.BeginInference();
        var logits = network.Forward(new FixedSource(weights), model.Read(pass, set, [.. Enumerable.Range(0, set.Count)]), pass);
        var right = Enumerable.Range(0, set.Count).Count(i => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits.Values.Slice(3 * i, 3)) == set.Label(i));
        RoutedEvaluation.ScoreStatic(model, [1, 0], set, workspace).ShouldBe((double)right / set.Count);
        using var inference = new RoutedInference(model, new InferenceOptions(), workspace);
        var score = RoutedEvaluation.Score(model, inference, set, workspace);
        score.Accuracy.ShouldBe(RoutedEvaluation.ScoreStatic(model, [0.5f, 0.5f], set, workspace));
        score.Weights.ShouldAllBe(static w => Math.Abs(w - 0.5f) < 1e-6f);
        score.UnknownTaskAccuracy.ShouldBeLessThanOrEqualTo(score.TaskAccuracy);
    }

    [Fact]
    public void Pictures_are_prepared_once_as_the_models_preprocessor_says()
    {
        using var model = experts.CreateModel(new FitOptions());
        var set = Pictures(model, task: 1);
        var (first, second, direct) = (new float[RoutingScene.PixelCount], new float[RoutingScene.PixelCount], new float[RoutingScene.PixelCount]);
        set.Read(3, first);
        set.Read(3, second);
        model.Preprocessor.Apply(Picture(3), direct);
        first.ShouldBe(direct);
        second.ShouldBe(direct);
        set.TaskOf(3).ShouldBe(1);
        set.Label(3).ShouldBe(0);
    }

    [Fact]
    public void Pictures_of_no_expert_or_without_labels_cannot_be_scored()
    {
        using var model = experts.CreateModel(new FitOptions());
        using var workspace = new Workspace(1);
        Should.Throw<RoutingException>(() => RoutedEvaluation.ScoreStatic(model, [1, 0], Pictures(model, task: -1), workspace)).Kind.ShouldBe(RoutingError.MissingHead);
        var silent = new PictureSet(model, [(new MemoryImageSet("silent", [], [], new ImageShape(16, 12, 3), Picture(0).Pixels), 0)]);
        Should.Throw<RoutingException>(() => RoutedEvaluation.ScoreStatic(model, [1, 0], silent, workspace)).Message.ShouldContain("label");
    }

    private static PictureSet Pictures(RoutedModel model, int task)
    {
        const int Count = 12;
        byte[] pixels = [.. Enumerable.Range(0, Count).SelectMany(static i => Picture(i).Pixels)];
        var labels = Enumerable.Range(0, Count).Select(static i => i % 3);
        return new PictureSet(model, [(new MemoryImageSet("pictures", ["a", "b", "c"], [.. labels], new ImageShape(16, 12, 3), pixels), task)]);
    }

    private static Image Picture(int index) => new(16, 12, 3, [.. Numbers.Random(index + 1, 16 * 12 * 3, 127).Select(static x => (byte)(x + 128))]);
}
