using Sinter.Data;
using Sinter.Testing;

namespace Sinter.Training.Tests;

public class BaseTrainingTests
{
    private static readonly Augmentation Varied = Augmentation.Strong with { Flip = true };
    private static readonly TrainingRecipe Full = Colours.Recipe(4) with { CooldownEpochs = 1, MixProbability = 0.5, Smoothing = 0.1, TokenShare = 0.5, FullEpochs = 0.5 };

    [Fact]
    public void A_base_learns_an_easy_task()
    {
        var (model, curve) = Train(Colours.Recipe(12), new RunOptions { Threads = 1 });
        using (model) curve[^1].Accuracy!.Value.ShouldBeGreaterThan(0.9);
        curve[^1].Loss.ShouldBeLessThan(curve[0].Loss);
        curve.Count.ShouldBe(12);
    }

    [Fact]
    public void The_number_of_threads_does_not_change_a_bit()
    {
        var (one, _) = Train(Full, new RunOptions { Threads = 1 });
        var (three, _) = Train(Full, new RunOptions { Threads = 3 });
        using (one)
        using (three) Colours.Values(three).ShouldBe(Colours.Values(one));
    }

    [Fact]
    public void Another_seed_gives_another_base()
    {
        var (one, _) = Train(Full, new RunOptions());
        var (other, _) = Train(Full with { Seed = 6 }, new RunOptions());
        using (one)
        using (other) Colours.Values(other).ShouldNotBe(Colours.Values(one));
    }

    [Fact]
    public void An_interrupted_run_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var state = folder["run"];
        var (expected, straight) = Train(Full, new RunOptions());
        using var stop = new CancellationTokenSource();
        var options = new RunOptions { StateFolder = state, Progress = new StopAt(0.6, stop) };
        Should.Throw<OperationCanceledException>(() => Train(Full, options, stop.Token));
        var (model, curve) = Train(Full, options with { Progress = null });
        using (expected)
        using (model) Colours.Values(model).ShouldBe(Colours.Values(expected));
        curve.Select(static point => point.Accuracy).ShouldBe(straight.Select(static point => point.Accuracy));
        Directory.Exists(state).ShouldBeFalse();
    }

    [Fact]
    public void A_longer_run_goes_on_from_the_plateau_of_a_shorter_one()
    {
        using var folder = new TemporaryFolder();
        var options = new RunOptions { StateFolder = folder["run"], KeepState = true };
        Train(Full, options).Model.Dispose();
        var longer = Full with { Epochs = 6 };
        var (continued, _) = Train(longer, options);
        var (direct, _) = Train(longer, new RunOptions());
        using (continued)
        using (direct) Colours.Values(continued).ShouldBe(Colours.Values(direct));
    }

    [Fact]
    public void The_state_of_another_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = new RunOptions { StateFolder = folder["run"], KeepState = true };
        Train(Full, options).Model.Dispose();
        var error = Should.Throw<TrainingException>(() => Train(Full with { LearningRate = 1e-3 }, options));
        error.Error.ShouldBe(TrainingError.OtherRun);
        error.Message.ShouldContain("recipe");
        error.Message.ShouldContain(folder["run"]);
    }

    [Fact]
    public void Several_sources_put_their_classes_side_by_side()
    {
        TrainingSource[] sources = [new(Colours.Set(48, 1), Varied), new(Colours.Set(300, 2, "more"), Augmentation.None, PerEpoch: 16)];
        var (model, curve) = BaseTraining.Run(BaseStart.New(Colours.Shape), sources, Colours.Set(30, 9, "validation"), Colours.Recipe(1), new RunOptions());
        using (model) model.Classes.ShouldBe(["red", "green", "blue", "more:red", "more:green", "more:blue"]);
        curve[^1].Step.ShouldBe(4);
    }

    [Fact]
    public void A_base_can_begin_with_the_weights_and_the_head_of_another()
    {
        var (first, _) = Train(Colours.Recipe(12), new RunOptions());
        using (first)
        {
            var recipe = Colours.Recipe(0.1) with { LearningRate = 1e-9, WarmupEpochs = 0 };
            TrainingSource[] sources = [new(Colours.Set(96, 1), Augmentation.None), new(Colours.Set(96, 2, "more"), Augmentation.None)];
            var (second, curve) = BaseTraining.Run(BaseStart.From(first), sources, Colours.Set(30, 9, "validation"), recipe, new RunOptions());
            using (second) curve[^1].Accuracy!.Value.ShouldBeGreaterThan(0.9);
        }
    }

    [Theory]
    [InlineData(0, 16, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 16, 2)]
    public void Settings_out_of_range_are_refused(double epochs, int batch, double cooldown) =>
        Should.Throw<TrainingException>(() => Train(Colours.Recipe(1) with { Epochs = epochs, BatchSize = batch, CooldownEpochs = cooldown }, new RunOptions())).Error.ShouldBe(TrainingError.InvalidSetting);

    private static (ImageModel Model, IReadOnlyList<CurvePoint> Curve) Train(TrainingRecipe recipe, RunOptions options, CancellationToken cancellation = default) =>
        BaseTraining.Run(BaseStart.New(Colours.Shape), [new TrainingSource(Colours.Set(96, 1), Varied)], Colours.Set(60, 9, "validation"), recipe, options, cancellation);

    private sealed class StopAt(double share, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Share >= share) stop.Cancel();
        }
    }
}
