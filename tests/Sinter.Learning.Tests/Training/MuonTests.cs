using Sinter.Tensors;
using Sinter.Testing;

namespace Sinter.Learning.Tests;

public class MuonTests
{
    private static readonly MuonSettings Settings = new(Momentum: 0.9, WeightDecay: 0.1, new AdamWSettings(0.8, 0.95, 1e-6));

    [Theory, InlineData(6, 4), InlineData(4, 6), InlineData(5, 5)]
    public void It_follows_its_definition(int rows, int columns)
    {
        var layout = new LayoutBuilder();
        var matrix = layout.Add("matrix", WeightStart.Zero, rows, columns);
        var vector = layout.Add("vector", WeightStart.Zero, 3);
        using var weights = new Weights(layout.Build());
        using var trainable = new Trainable(weights);
        using var workspace = new Workspace(2);
        using var optimizer = new Muon(workspace, trainable, static name => name == "matrix", Settings);
        Numbers.Random(1, rows * columns).CopyTo(weights["matrix"]);
        var expected = Double(weights["matrix"]);
        double[] mean = new double[expected.Length], first = new double[3], second = new double[3], vectorExpected = new double[3];
        for (var t = 1; t <= 4; t++)
        {
            float[] gradient = Numbers.Random(10 + t, expected.Length), small = Numbers.Random(20 + t, 3);
            gradient.CopyTo(trainable.Gradient["matrix"]);
            small.CopyTo(trainable.Gradient["vector"]);
            trainable[matrix].HasGradient = trainable[vector].HasGradient = true;
            optimizer.Step(0.01);
            for (var i = 0; i < mean.Length; i++) mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
            var direction = Orthogonalize([.. mean.Select((m, i) => 0.1 * gradient[i] + 0.9 * m)], rows, columns);
            for (var i = 0; i < expected.Length; i++) expected[i] -= 0.01 * (0.1 * expected[i] + 0.2 * Math.Sqrt(Math.Max(rows, columns)) * direction[i]);
            Numbers.Difference(weights["matrix"], [.. expected.Select(static x => (float)x)]).ShouldBeLessThan(1e-5);
            for (var i = 0; i < 3; i++)
            {
                first[i] = 0.8 * first[i] + 0.2 * small[i];
                second[i] = 0.95 * second[i] + 0.05 * small[i] * small[i];
                vectorExpected[i] -= 0.01 * (0.1 * vectorExpected[i] + first[i] / (1 - Math.Pow(0.8, t)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.95, t))) + 1e-6));
                ((double)weights["vector"][i]).ShouldBe(vectorExpected[i], 2e-6);
            }
        }
    }

    [Fact]
    public void Query_key_and_value_are_matrices_of_their_own()
    {
        var apart = Stepped("vit.encoder.layer.0.attention.attention.value.weight", scaleOthers: 1);
        // Were the three one matrix, a larger gradient of the query would make the value's step smaller.
        Stepped("vit.encoder.layer.0.attention.attention.value.weight", scaleOthers: 100).ShouldBe(apart);
    }

    [Fact]
    public void A_run_does_not_depend_on_the_number_of_threads() => Run(3, null).ShouldBe(Run(1, null));

    [Fact]
    public void A_resumed_run_takes_the_same_steps_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        Run(2, folder["state.safetensors"]).ShouldBe(Run(2, null));
    }

    [Fact]
    public void What_is_no_matrix_is_refused()
    {
        using var scene = new TrainingScene();
        Should.Throw<NetworkException>(() => new Muon(scene.Workspace, scene.Trainable, static name => name.EndsWith("layernorm.weight", StringComparison.Ordinal))).Message.ShouldContain("layernorm.weight");
    }

    private static double[] Double(ReadOnlySpan<float> values) => [.. values.ToArray().Select(static x => (double)x)];

    // X <- a X + (b A + c A A) X, A = X Xt, the textbook way; a tall matrix is transposed before and after.
    private static double[] Orthogonalize(double[] g, int rows, int columns)
    {
        if (rows > columns) return Transpose(Orthogonalize(Transpose(g, rows, columns), columns, rows), columns, rows);
        var norm = Math.Sqrt(g.Sum(static x => x * x));
        double[] x = [.. g.Select(value => value / norm)];
        for (var step = 0; step < 5; step++)
        {
            var a = Multiply(x, Transpose(x, rows, columns), rows, columns, rows);
            var aa = Multiply(a, a, rows, rows, rows);
            var polynomial = a.Select((value, i) => -4.7750 * value + 2.0315 * aa[i]).ToArray();
            var px = Multiply(polynomial, x, rows, rows, columns);
            x = [.. x.Select((value, i) => 3.4445 * value + px[i])];
        }

        return x;
    }

    private static double[] Transpose(double[] x, int rows, int columns) => [.. Enumerable.Range(0, x.Length).Select(i => x[i % rows * columns + i / rows])];

    private static double[] Multiply(double[] a, double[] b, int m, int k, int n) =>
        [.. Enumerable.Range(0, m * n).Select(i => Enumerable.Range(0, k).Sum(p => a[i / n * k + p] * b[p * n + i % n]))];

    private static bool IsBlockMatrix(string name) => name.Contains(".layer.", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal) && !name.Contains("layernorm", StringComparison.Ordinal);

    private static float[] Stepped(string name, float scaleOthers)
    {
        using var scene = new TrainingScene();
        using var optimizer = new Muon(scene.Workspace, scene.Trainable, IsBlockMatrix);
        var slot = scene.Weights.Layout.Slots.Single(one => one.Parts.Any(part => part.Name == name));
        foreach (var part in slot.Parts)
        {
            var values = Numbers.Random(3, part.Count);
            if (part.Name != name)
                for (var i = 0; i < values.Length; i++) values[i] *= scaleOthers;
            values.CopyTo(scene.Trainable.Gradient[part.Name]);
        }

        scene.Trainable[slot].HasGradient = true;
        optimizer.Step(0.01);
        return scene.Weights[name].ToArray();
    }

    // Six steps; with a path, three of them, and three more in a run that resumes.
    private static float[] Run(int threads, string? path)
    {
        using var scene = new TrainingScene(threads);
        using var optimizer = new Muon(scene.Workspace, scene.Trainable, IsBlockMatrix);
        var trainer = new Trainer(scene.Workspace, optimizer, Schedule.Constant(0.01));
        if (path is null) Steps(scene, trainer, 0, 6);
        else
        {
            using (var begun = new TrainingScene(threads))
            {
                using var first = new Muon(begun.Workspace, begun.Trainable, IsBlockMatrix);
                var beginning = new Trainer(begun.Workspace, first, Schedule.Constant(0.01));
                Steps(begun, beginning, 0, 3);
                beginning.Save(path);
            }

            trainer.Resume(path);
            Steps(scene, trainer, 3, 6);
        }

        return scene.Weights.Values.ToArray();
    }

    private static void Steps(TrainingScene scene, Trainer trainer, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var pixels = Numbers.Random(100 + i, 4 * 192);
            trainer.Step(pass => pass.CrossEntropy(scene.Network.Forward(scene.Source, pass.Input(new TensorShape(4, 3, 8, 8), pixels), pass), [0, 1, 2, i % 3]));
        }
    }
}
