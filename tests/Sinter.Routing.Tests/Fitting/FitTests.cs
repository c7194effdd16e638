using Sinter.Learning;
using Sinter.Testing;

namespace Sinter.Routing.Tests;

public class FitTests(TrainedExperts experts) : IClassFixture<TrainedExperts>
{
    private static readonly SyntheticImages Images = new(120, 9);

    public static TheoryData<string> Variants() => [.. All.Keys];

    private static Dictionary<string, FitOptions> All { get; } = new()
    {
        ["task-wise from belief"] = TrainedExperts.Options,
        ["layer-wise from belief"] = TrainedExperts.Options with { Router = new RouterOptions { Granularity = RouterGranularity.Layer } },
        ["from task ids"] = TrainedExperts.Options with { Start = RouterStart.TaskIds },
        ["hidden mean"] = TrainedExperts.Options with { Router = new RouterOptions { Input = RouterInput.HiddenMean } },
        ["patch embedding"] = TrainedExperts.Options with { Router = new RouterOptions { Input = RouterInput.PatchEmbedding } },
        ["after the first block"] = TrainedExperts.Options with { Router = new RouterOptions { Blocks = 1 } },
        ["learned scale"] = TrainedExperts.Options with { Router = new RouterOptions { LearnScale = true } },
        ["softplus"] = TrainedExperts.Options with { Head = TrainedExperts.Options.Head with { Evidence = new EvidenceFunction(EvidenceKind.Softplus, 2) } },
        ["evidential distillation and correlation"] = TrainedExperts.Options with { Head = TrainedExperts.Options.Head with { DistillLoss = LabelLoss.TypeTwo, Inverse = InverseRelation.Correlation, KlPerClass = false } },
        ["reciprocal and pseudo-labels"] = TrainedExperts.Options with { Head = TrainedExperts.Options.Head with { Inverse = InverseRelation.Reciprocal, KlOfPseudoLabel = true } },
        ["joint head"] = TrainedExperts.Options with { EntropyHead = EntropyHead.Joint },
        ["literal scores"] = With(static contrast => contrast with { Score = new DiscrepancyOptions { Form = DiscrepancyForm.Literal } }),
        ["global threshold and pairs"] = With(static contrast => contrast with { Threshold = new ThresholdOptions { Kind = ThresholdKind.GlobalWithGuard }, Score = new DiscrepancyOptions { PairDiv = true }, WeighNegatives = true }),
        ["memory bank on logits"] = With(static contrast => contrast with { MemoryBank = true, OnLogits = true }),
        ["without discrepancy"] = With(static contrast => contrast with { Discrepancy = false }),
        ["without contrast"] = With(static contrast => contrast with { Weight = 0 }),
    };

    [Theory, MemberData(nameof(Variants))]
    public void Every_choice_gives_a_model_that_tells_the_tasks_apart(string variant)
    {
        var options = All[variant];
        using var model = experts.CreateModel(options);
        using var workspace = new Workspace(2);
        var report = RoutedFit.Run(model, Images, options, workspace);
        report.Collapsed.ShouldBeFalse();
        report.Information!.Value.ShouldBeGreaterThanOrEqualTo(report.InformationAtStart!.Value);
        TrainedExperts.Accuracy(model).ShouldBeGreaterThan(0.8);
        TrainedExperts.Accuracy(model, taskIsKnown: false).ShouldBeGreaterThan(0.7);
        var means = model.Statistics!.TaskMeans.Chunk(model.Statistics.Mean.Length).ToArray();
        for (var t = 0; t < SyntheticImages.Tasks; t++) means[t][t].ShouldBeGreaterThan(0.6f * model.Router.Weights["router.scale"][0]);
    }

    [Fact]
    public void Without_task_ids_the_router_starts_from_belief_and_finds_the_tasks()
    {
        var options = TrainedExperts.Options with { EntropyHead = EntropyHead.Joint };
        using var model = experts.CreateModel(options);
        using var workspace = new Workspace(2);
        RoutedFit.Run(model, new SyntheticImages(120, 9, tasksAreKnown: false), options, workspace).Collapsed.ShouldBeFalse();
        TrainedExperts.Accuracy(model, taskIsKnown: false).ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public void A_uniform_start_without_steps_is_the_plain_average()
    {
        var options = TrainedExperts.Options with { Start = RouterStart.Uniform, Steps = 0 };
        using var model = experts.CreateModel(options);
        using var workspace = new Workspace(2);
        RoutedFit.Run(model, Images, options, workspace);
        model.Statistics!.Mean.ShouldAllBe(static w => Math.Abs(w - 0.5f) < 1e-6f);
        model.Statistics.Deviation.ShouldAllBe(static d => d < 1e-6f);
    }

    [Fact]
    public void Only_the_router_changes_in_stage_two()
    {
        var options = TrainedExperts.Options with { Head = TrainedExperts.Options.Head with { DistillSteps = 0, Steps = 0 }, Start = RouterStart.TaskIds };
        using var model = experts.CreateModel(options);
        using var workspace = new Workspace(2);
        float[][] before = [model.Base.Values.ToArray(), model.Vectors[0].ToArray(), .. model.Heads.Select(static head => head.Weights.Values.ToArray())];
        RoutedFit.Run(model, Images, options, workspace);
        float[][] after = [model.Base.Values.ToArray(), model.Vectors[0].ToArray(), .. model.Heads.Select(static head => head.Weights.Values.ToArray())];
        for (var i = 0; i < before.Length; i++) after[i].ShouldBe(before[i]);
        float[] sideBySide = [.. model.Heads.SelectMany(static head => head.Weights["classifier.weight"].ToArray())];
        model.Joint.Weights["classifier.weight"].ToArray().ShouldBe(sideBySide);
    }

    [Fact]
    public void Permuting_the_experts_permutes_the_weights()
    {
        var options = TrainedExperts.Options with { Steps = 0 };
        using var model = experts.CreateModel(options);
        using var turned = ExpertSet.CreateModel(experts.Base, [experts.Experts[1], experts.Experts[0]], options);
        using var workspace = new Workspace(2);
        RoutedFit.Run(model, Images, options, workspace);
        RoutedFit.Run(turned, new Turned(Images), options, workspace);
        var (mean, other) = (model.Statistics!.TaskMeans, turned.Statistics!.TaskMeans);
        // The order in which batches visit the tasks differs, and with it the rounding.
        for (var t = 0; t < 2; t++)
            for (var k = 0; k < 2; k++) other[(1 - t) * 2 + 1 - k].ShouldBe(mean[t * 2 + k], 0.02f);
    }

    [Fact]
    public void Threads_do_not_matter()
    {
        float[] Fit(int threads)
        {
            using var model = experts.CreateModel(TrainedExperts.Options);
            using var workspace = new Workspace(threads);
            RoutedFit.Run(model, Images, TrainedExperts.Options, workspace);
            return model.Router.Weights.Values.ToArray();
        }

        Fit(1).ShouldBe(Fit(3));
    }

    [Theory, InlineData("distill", 33), InlineData("head", 7), InlineData("start", 20), InlineData("router", 4), InlineData("router", 12)]
    public void An_interrupted_fit_goes_on_as_if_it_had_not_been(string phase, int step)
    {
        var options = With(static contrast => contrast with { MemoryBank = true }) with { Head = TrainedExperts.Options.Head with { Inverse = InverseRelation.Reciprocal } };
        using var folder = new TemporaryFolder();
        using var workspace = new Workspace(2);
        using var whole = experts.CreateModel(options);
        var expected = RoutedFit.Run(whole, Images, options, workspace);
        using (var broken = experts.CreateModel(options))
        using (var stop = new CancellationTokenSource())
        {
            var watch = new Watch(progress => { if (progress.Phase == phase && progress.Step == step) stop.Cancel(); });
            Should.Throw<OperationCanceledException>(() => RoutedFit.Run(broken, Images, options, workspace, folder.Path, watch, stop.Token));
        }

        using var resumed = experts.CreateModel(options);
        var steps = 0;
        var report = RoutedFit.Run(resumed, Images, options, workspace, folder.Path, new Watch(progress => steps += progress.Phase == phase ? 1 : 0));
        report.ShouldBe(expected);
        steps.ShouldBeLessThan(60);
        resumed.Router.Weights.Values.ToArray().ShouldBe(whole.Router.Weights.Values.ToArray());
        resumed.Joint.Weights.Values.ToArray().ShouldBe(whole.Joint.Weights.Values.ToArray());
    }

    [Fact]
    public void A_state_of_other_options_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var workspace = new Workspace(1);
        var options = TrainedExperts.Options with { Steps = 1, StartSteps = 1, Head = new HeadOptions { DistillSteps = 1, Steps = 1 } };
        using var model = experts.CreateModel(options);
        RoutedFit.Run(model, Images, options, workspace, folder.Path);
        Should.Throw<RoutingException>(() => RoutedFit.Run(model, Images, options with { Seed = 5 }, workspace, folder.Path)).Kind.ShouldBe(RoutingError.InvalidState);
    }

    [Fact]
    public void A_set_that_is_too_small_or_silent_about_tasks_is_refused()
    {
        using var workspace = new Workspace(1);
        RoutingException Refused(IAdaptationSet set, FitOptions options)
        {
            using var model = experts.CreateModel(options);
            return Should.Throw<RoutingException>(() => RoutedFit.Run(model, set, options, workspace));
        }

        Refused(new SyntheticImages(0, 1), TrainedExperts.Options).Kind.ShouldBe(RoutingError.AdaptationSet);
        Refused(new SyntheticImages(15, 1), TrainedExperts.Options).Message.ShouldContain("15 images for 2 experts");
        Refused(new SyntheticImages(60, 1, tasksAreKnown: false), TrainedExperts.Options).Message.ShouldContain("which task");
        Refused(new OneTask(), TrainedExperts.Options).Message.ShouldContain("'second'");
        var isolating = With(static contrast => contrast with { Neighbourhood = new NeighbourhoodOptions { Radius = 1e-3, Floor = 0 } });
        Refused(Images, isolating).Kind.ShouldBe(RoutingError.IsolatedSamples);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        foreach (var options in (FitOptions[])[new() { Rate = 0 }, new() { ImagesPerTask = 1 }, new() { Steps = -1 }, new() { Contrast = new ContrastOptions { Temperature = 0 } }, new() { MarginalWeight = -1 }])
            Should.Throw<RoutingException>(() => experts.CreateModel(options)).Kind.ShouldBe(RoutingError.InvalidOption);
    }

    [Fact]
    public void The_alarm_rings_when_one_class_takes_all()
    {
        int[] labels = [.. Enumerable.Range(0, 40).Select(static i => i % 10)];
        CollapseAlarm.Ratio(labels, labels).ShouldBe(1);
        CollapseAlarm.Ratio(new int[40], labels).ShouldBe(10);
    }

    private static FitOptions With(Func<ContrastOptions, ContrastOptions> change) => TrainedExperts.Options with { Contrast = change(TrainedExperts.Options.Contrast) };

    private sealed class Watch(Action<FitProgress> report) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => report(value);
    }

    private sealed class Turned(IAdaptationSet set) : IAdaptationSet
    {
        public int Count => set.Count;

        public int TaskOf(int sample) => 1 - set.TaskOf(sample);

        public void Read(int sample, Span<float> pixels) => set.Read(sample, pixels);
    }

    private sealed class OneTask : IAdaptationSet
    {
        public int Count => 40;

        public int TaskOf(int sample) => 0;

        public void Read(int sample, Span<float> pixels) => pixels.Clear();
    }
}
