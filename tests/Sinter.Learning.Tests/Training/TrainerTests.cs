using Sinter.Checkpoints;
using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Learning.Tests;

public class TrainerTests
{
    private const int Examples = 23;
    private const int BatchSize = 6;
    private const int Steps = 8;
    private static readonly float[] Images = Numbers.Random(9, Examples * 192);

    [Fact]
    public void Training_learns()
    {
        using var run = new Run(2);
        var first = run.Steps(1)[0];
        run.Steps(60)[^1].Loss.ShouldBeLessThan(first.Loss / 2);
    }

    [Fact]
    public void A_resumed_run_takes_the_same_steps_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        using var whole = new Run(2);
        var expected = whole.Steps(Steps);
        using (var begun = new Run(2))
        {
            begun.Steps(3).ShouldBe(expected[..3]);
            begun.Trainer.Save(folder["state.safetensors"]);
        }

        using var resumed = new Run(2);
        resumed.Steps(1);
        resumed.Trainer.Resume(folder["state.safetensors"]);
        resumed.Trainer.StepCount.ShouldBe(3);
        resumed.Steps(Steps - 3).ShouldBe(expected[3..]);
        resumed.Scene.Weights.Values.ToArray().ShouldBe(whole.Scene.Weights.Values.ToArray());
    }

    [Fact]
    public void A_run_does_not_depend_on_the_number_of_threads()
    {
        using var one = new Run(1);
        using var three = new Run(3);
        three.Steps(Steps).ShouldBe(one.Steps(Steps));
        three.Scene.Weights.Values.ToArray().ShouldBe(one.Scene.Weights.Values.ToArray());
    }

    [Fact]
    public void A_mixed_step_goes_down_the_mean_of_its_losses()
    {
        using var together = new Run(2);
        using var apart = new Run(2);
        var expected = together.Trainer.Step(pass => pass.WeightedSum((together.Loss(pass, 0), 0.5f), (together.Loss(pass, 1), 0.5f)));
        var actual = apart.Trainer.Step(2, apart.Loss);
        actual.Loss.ShouldBe(expected.Loss, 1e-6);
        actual.GradientNorm.ShouldBe(expected.GradientNorm, 1e-6);
        Numbers.Difference(apart.Scene.Weights.Values, together.Scene.Weights.Values).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void A_state_of_another_network_is_refused_and_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        using var run = new Run(1);
        run.Trainer.Save(folder["state.safetensors"]);
        using var workspace = new Workspace(1);
        var other = Network.FromConfigText(Numbers.Vit.Replace("\"intermediate_size\": 40", "\"intermediate_size\": 48"));
        using var weights = other.Initialize(2);
        using var trainable = new Trainable(weights);
        using var optimizer = new AdamW(workspace, trainable);
        var before = weights.Values.ToArray();
        var error = Should.Throw<NetworkException>(() => new Trainer(workspace, optimizer, Schedule.Constant(1)).Resume(folder["state.safetensors"]));
        error.Kind.ShouldBe(NetworkError.InvalidState);
        error.Message.ShouldContain("intermediate.dense.weight");
        weights.Values.ToArray().ShouldBe(before);
    }

    [Fact]
    public void A_state_of_another_optimizer_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var run = new Run(1);
        run.Trainer.Save(folder["state.safetensors"]);
        using var optimizer = new MomentumSgd(run.Scene.Workspace, run.Scene.Trainable);
        Should.Throw<NetworkException>(() => new Trainer(run.Scene.Workspace, optimizer, Schedule.Constant(1)).Resume(folder["state.safetensors"])).Message.ShouldContain("'adamw'");
    }

    [Fact]
    public void A_checkpoint_is_no_training_state()
    {
        using var folder = new TemporaryFolder();
        using var run = new Run(1);
        run.Scene.Weights.Save(folder["model.safetensors"]);
        Should.Throw<NetworkException>(() => run.Trainer.Resume(folder["model.safetensors"])).Kind.ShouldBe(NetworkError.InvalidState);
    }

    [Fact]
    public void Saved_weights_load_again()
    {
        using var folder = new TemporaryFolder();
        using var scene = new TrainingScene();
        scene.Weights.Save(folder["model.safetensors"]);
        using var loaded = scene.Network.Load(folder["model.safetensors"]);
        loaded.Values.ToArray().ShouldBe(scene.Weights.Values.ToArray());
        Directory.GetFiles(folder.Path).ShouldBe([folder["model.safetensors"]]);
        using var checkpoint = Checkpoint.Open(folder["model.safetensors"]);
        checkpoint.Metadata["format"].ShouldBe("pt");
    }

    [Fact]
    public void A_step_that_fails_leaves_weights_and_step_count()
    {
        using var run = new Run(1);
        run.Steps(2);
        var before = run.Scene.Weights.Values.ToArray();
        Should.Throw<NetworkException>(() => run.Trainer.Step(pass => pass.WeightedSum((run.Loss(pass, 0), float.NaN)))).Kind.ShouldBe(NetworkError.NotFinite);
        run.Scene.Weights.Values.ToArray().ShouldBe(before);
        run.Trainer.StepCount.ShouldBe(2);
    }

    private sealed class Run : IDisposable
    {
        private readonly AdamW _optimizer;
        private readonly BatchOrder _order = new(7, "examples", Examples, BatchSize);

        public Run(int threads)
        {
            Scene = new TrainingScene(threads);
            _optimizer = new AdamW(Scene.Workspace, Scene.Trainable);
            Trainer = new Trainer(Scene.Workspace, _optimizer, Schedule.Cosine(0.01, 100, warmup: 4), clipNorm: 1);
        }

        public TrainingScene Scene { get; }

        public Trainer Trainer { get; }

        public TrainingStep[] Steps(int count) => [.. Enumerable.Range(0, count).Select(_ => Trainer.Step(pass => Loss(pass, Trainer.StepCount)))];

        public Tensor Loss(Pass pass, int batch)
        {
            var indices = new int[BatchSize];
            _order.Fill(batch, indices);
            var pixels = pass.Input(new TensorShape(BatchSize, 3, 8, 8), [.. indices.SelectMany(static i => Images[(i * 192)..((i + 1) * 192)])]);
            return pass.CrossEntropy(Scene.Network.Forward(Scene.Source, pixels, pass), [.. indices.Select(static i => i % 3)]);
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            Scene.Dispose();
        }
    }
}
