namespace Sinter.Learning.Tests;

public class OptimizerTests
{
    private const int Steps = 6;

    [Theory, InlineData(null), InlineData(0.5)]
    public void AdamW_follows_its_definition(double? clipNorm)
    {
        double[] m = new double[20], v = new double[20];
        Compare(
            (workspace, trainable) => new AdamW(workspace, trainable, new AdamWSettings(0.8, 0.95, 1e-6, 0.1)), clipNorm,
            (w, g, i, t) =>
            {
                m[i] = 0.8 * m[i] + 0.2 * g;
                v[i] = 0.95 * v[i] + 0.05 * g * g;
                return w - 0.01 * (0.1 * w + m[i] / (1 - Math.Pow(0.8, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.95, t))) + 1e-6));
            });
    }

    [Theory, InlineData(null), InlineData(0.5)]
    public void Momentum_follows_its_definition(double? clipNorm)
    {
        var velocity = new double[20];
        Compare((workspace, trainable) => new MomentumSgd(workspace, trainable, 0.7, 0.1), clipNorm, (w, g, i, _) => w - 0.01 * (velocity[i] = 0.7 * velocity[i] + g + 0.1 * w));
    }

    [Fact]
    public void A_tensor_that_no_loss_reached_is_left_alone()
    {
        using var scene = new TrainingScene();
        using var optimizer = new AdamW(scene.Workspace, scene.Trainable, new AdamWSettings(WeightDecay: 0.5));
        var before = scene.Weights["classifier.weight"].ToArray();
        var moved = scene.Weights["vit.layernorm.weight"].ToArray();
        using (var pass = scene.Workspace.BeginTraining())
            pass.BackwardFrom(scene.Network.Features(scene.Source, Numbers.Pixels(pass, scene.Network, 2), pass), Numbers.Random(3, 48));
        optimizer.Step(0.1);
        scene.Weights["classifier.weight"].ToArray().ShouldBe(before);
        scene.Weights["vit.layernorm.weight"].ToArray().ShouldNotBe(moved);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_changes_nothing()
    {
        using var scene = new TrainingScene();
        using var optimizer = new AdamW(scene.Workspace, scene.Trainable);
        var before = scene.Weights.Values.ToArray();
        using (var pass = scene.Workspace.BeginTraining())
            pass.BackwardFrom(scene.Network.Features(scene.Source, Numbers.Pixels(pass, scene.Network, 2), pass), Enumerable.Repeat(float.NaN, 48).ToArray());
        Should.Throw<NetworkException>(() => optimizer.Step(0.1)).Kind.ShouldBe(NetworkError.NotFinite);
        scene.Weights.Values.ToArray().ShouldBe(before);
        optimizer.StepCount.ShouldBe(0);
    }

    private static void Compare(Func<Workspace, Trainable, Optimizer> make, double? clipNorm, Func<double, double, int, int, double> update)
    {
        var layout = new LayoutBuilder();
        var slot = layout.Add("w", WeightStart.Zero, 20);
        using var weights = new Weights(layout.Build());
        using var trainable = new Trainable(weights);
        using var workspace = new Workspace(2);
        using var optimizer = make(workspace, trainable);
        Numbers.Random(1, 20).CopyTo(weights["w"]);
        var expected = weights["w"].ToArray().Select(static x => (double)x).ToArray();
        for (var t = 1; t <= Steps; t++)
        {
            var gradient = Numbers.Random(10 + t, 20);
            gradient.CopyTo(trainable.Gradient["w"]);
            trainable[slot].HasGradient = true;
            var norm = Math.Sqrt(gradient.Sum(static x => (double)x * x));
            optimizer.Step(0.01, clipNorm).ShouldBe(norm, 1e-5);
            var factor = norm > clipNorm ? clipNorm.Value / norm : 1;
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] = update(expected[i], factor * gradient[i], i, t);
                ((double)weights["w"][i]).ShouldBe(expected[i], 2e-6);
            }

            trainable.HasGradient("w").ShouldBeFalse();
        }
    }
}
