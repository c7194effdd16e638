using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing.Tests;

public class RouterTests
{
    private const double Close = 1e-5;

    public static TheoryData<RouterGranularity> Granularities() => [RouterGranularity.Task, RouterGranularity.Layer];

    [Theory, MemberData(nameof(Granularities))]
    public void A_new_router_gives_the_plain_average_of_the_experts(RouterGranularity granularity)
    {
        using var scene = new RoutingScene();
        using var router = scene.Router(granularity);
        using var average = StaticMerge.Merge(scene.Vectors, [1f / 3, 1f / 3, 1f / 3], scene.Groups(RouterGranularity.Task));
        var pixels = RoutingScene.Pixels();
        var (features, weights) = scene.Routed(router, pixels);
        weights.ShouldAllBe(static w => Math.Abs(w - 1f / 3) < 1e-6f);
        Numbers.Difference(features, scene.Features(average, pixels)).ShouldBeLessThan(Close);
    }

    [Fact]
    public void The_scale_multiplies_the_average_task_vector()
    {
        using var scene = new RoutingScene();
        using var router = scene.Router(scale: 0.6);
        using var merged = StaticMerge.Merge(scene.Vectors, [0.2f, 0.2f, 0.2f], scene.Groups(RouterGranularity.Task));
        Numbers.Difference(scene.Routed(router, RoutingScene.Pixels()).Features, scene.Features(merged, RoutingScene.Pixels())).ShouldBeLessThan(Close);
    }

    [Theory, MemberData(nameof(Granularities))]
    public void A_single_expert_is_what_the_router_gives_whatever_it_has_learned(RouterGranularity granularity)
    {
        using var scene = new RoutingScene(experts: 1);
        using var router = scene.Router(granularity, random: true);
        Numbers.Difference(scene.Routed(router, RoutingScene.Pixels()).Features, scene.Features(scene.Experts[0], RoutingScene.Pixels())).ShouldBeLessThan(Close);
    }

    [Fact]
    public void Permuting_the_experts_permutes_the_weights()
    {
        using var scene = new RoutingScene();
        using var router = scene.Router(random: true);
        using var turned = scene.Router(random: true);
        using var vectors = new TaskVectors(scene.Base, [scene.Experts[2], scene.Experts[0], scene.Experts[1]]);
        var rows = router.Weights["router.output.weight"].ToArray().Chunk(scene.Network.Width).ToArray();
        float[] order = [.. rows[2], .. rows[0], .. rows[1]];
        order.CopyTo(turned.Weights["router.output.weight"]);
        var before = scene.Routed(router, RoutingScene.Pixels()).Weights.Chunk(3).SelectMany(static w => new[] { w[2], w[0], w[1] }).ToArray();
        Numbers.Difference(scene.Routed(turned, RoutingScene.Pixels()).Weights, before).ShouldBeLessThan(1e-6);
    }

    [Theory, MemberData(nameof(Granularities))]
    public void A_sample_does_not_depend_on_what_else_is_in_its_batch(RouterGranularity granularity)
    {
        using var scene = new RoutingScene();
        using var router = scene.Router(granularity, random: true);
        var pixels = RoutingScene.Pixels();
        var (all, weights) = scene.Routed(router, pixels);
        weights.Chunk(3).Select(static w => w[0]).Distinct().Count().ShouldBeGreaterThan(RoutingScene.Batch - 1);
        for (var b = 0; b < RoutingScene.Batch; b++)
        {
            var alone = scene.Routed(router, pixels[(b * RoutingScene.PixelCount)..((b + 1) * RoutingScene.PixelCount)]).Features;
            alone.ShouldBe(all[(b * alone.Length)..((b + 1) * alone.Length)]);
        }
    }

    [Fact]
    public void Standardised_inputs_have_mean_zero_and_deviation_one()
    {
        using var scene = new RoutingScene();
        using var router = scene.Router();
        var inputs = Numbers.Random(3, 50 * router.Width, 5).Select(static x => x + 7).ToArray();
        router.Standardize(inputs);
        var (mean, deviation) = (router.Weights["router.input_mean"].ToArray(), router.Weights["router.input_deviation"].ToArray());
        var column = inputs.Chunk(router.Width).Select(row => (row[2] - mean[2]) / deviation[2]).ToList();
        column.Average().ShouldBe(0, 1e-4f);
        column.Average(static x => x * x).ShouldBe(1, 1e-3f);
    }

    [Fact]
    public void A_constant_input_does_not_make_the_router_blind()
    {
        using var scene = new RoutingScene();
        using var router = scene.Router();
        router.Standardize(Enumerable.Repeat(2f, 4 * router.Width).ToArray());
        using var pass = scene.Workspace.BeginInference();
        router.Route(pass, new FixedSource(router.Weights), Enumerable.Repeat(2f, router.Width).ToArray()).Values.ToArray().ShouldAllBe(static w => float.IsFinite(w));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Gradients_reach_the_router_and_its_scale_only_if_it_is_learned(bool learnScale)
    {
        using var scene = new RoutingScene();
        using var router = new Router(scene.Network.Width, 3, scene.Groups(RouterGranularity.Layer), new RouterOptions { Granularity = RouterGranularity.Layer, LearnScale = learnScale }, 1);
        using var trainable = router.Train();
        using var pass = scene.Workspace.BeginTraining();
        var weights = router.Route(pass, new TrainableSource(trainable), Numbers.Random(1, 2 * router.Width));
        var features = scene.Network.Features(new RoutedSource(scene.Vectors, weights, router.Groups), pass.Input(new TensorShape(2, 3, 8, 8), RoutingScene.Pixels(2)), pass);
        pass.Backward(pass.Entropy(features));
        trainable.HasGradient("router.output.weight").ShouldBeTrue();
        trainable.HasGradient("router.scale").ShouldBe(learnScale);
        trainable.HasGradient("router.input_mean").ShouldBeFalse();
    }

    [Fact]
    public void Scaled_softmax_and_its_derivative_are_those_of_the_formula()
    {
        using var workspace = new Workspace(1);
        GradientCase[] cases =
        [
            new("scaled softmax", typeof(ScaledSoftmax), [[2, 3, 4], []], (p, x) => ScaledSoftmax.Apply(p, x[0], x[1]),
                static x => [.. x[0].Chunk(4).SelectMany(row => row.Select(v => x[1][0] * Math.Exp(v) / row.Sum(Math.Exp)))]) { Scale = 2 },
            new("reshape", typeof(Reshape), [[2, 6]], (p, x) => Reshape.Apply(p, x[0], new TensorShape(2, 2, 3)), static x => [.. x[0]]),
        ];
        foreach (var one in cases)
        {
            one.CheckForward(workspace);
            one.CheckBackward(workspace, twice: false);
            one.CheckBackward(workspace, twice: true);
        }
    }
}
