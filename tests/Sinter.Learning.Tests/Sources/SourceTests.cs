using Sinter.Tensors;

namespace Sinter.Learning.Tests;

/// <summary>The four sources give identical results where they should.</summary>
public class SourceTests
{
    private const int Tasks = 3;
    private const int Batch = 5;
    private const double Close = 2e-5;
    private static readonly int[] Labels = [0, 2, 1, 1, 0];

    [Fact]
    public void Trainable_weights_compute_what_fixed_weights_compute()
    {
        using var scene = new Scene();
        using var trainable = new Trainable(scene.Base);
        scene.Logits(new TrainableSource(trainable)).ShouldBe(scene.Logits(new FixedSource(scene.Base)));
    }

    [Fact]
    public void Interpolation_with_zero_coefficients_is_the_base()
    {
        using var scene = new Scene();
        scene.Logits(pass => scene.Interpolated(pass, new float[Tasks])).ShouldBe(scene.Logits(new FixedSource(scene.Base)));
    }

    [Theory, InlineData(RoutingStrategy.Merge), InlineData(RoutingStrategy.Sum)]
    public void Routing_with_zero_coefficients_is_the_base(RoutingStrategy strategy)
    {
        using var scene = new Scene();
        Numbers.Difference(scene.Logits(pass => scene.Routed(pass, new float[Batch * Tasks], strategy)), scene.Logits(new FixedSource(scene.Base))).ShouldBeLessThan(Close);
    }

    [Fact]
    public void A_coefficient_of_one_gives_the_expert()
    {
        using var scene = new Scene();
        for (var k = 0; k < Tasks; k++)
        {
            var one = new float[Tasks];
            one[k] = 1;
            var expert = scene.Logits(new FixedSource(scene.Experts[k]));
            Numbers.Difference(scene.Logits(pass => scene.Interpolated(pass, one)), expert).ShouldBeLessThan(Close);
            Numbers.Difference(scene.Logits(pass => scene.Routed(pass, Repeat(one), RoutingStrategy.Merge)), expert).ShouldBeLessThan(Close);
        }
    }

    [Theory, InlineData(RoutingStrategy.Merge), InlineData(RoutingStrategy.Sum), InlineData(RoutingStrategy.Automatic)]
    public void Routing_all_samples_alike_is_interpolation(RoutingStrategy strategy)
    {
        using var scene = new Scene();
        float[] lambda = [0.3f, -0.2f, 0.5f];
        var (routedLogits, routed, routedPixels) = scene.Gradients(pass => pass.Input(new TensorShape(Batch, Tasks), Repeat(lambda), needsGradient: true), (pass, x) => new RoutedSource(scene.Vectors, x, null, strategy));
        var (logits, interpolated, pixels) = scene.Gradients(pass => pass.Input(new TensorShape(Tasks), lambda, needsGradient: true), (pass, x) => new InterpolatedSource(scene.Vectors, x));
        var sum = Enumerable.Range(0, Tasks).Select(k => Enumerable.Range(0, Batch).Sum(b => routed[b * Tasks + k])).ToArray();
        Numbers.Difference(routedLogits, logits).ShouldBeLessThan(Close);
        Numbers.Difference(sum, interpolated).ShouldBeLessThan(1e-4);
        Numbers.Difference(routedPixels, pixels).ShouldBeLessThan(1e-4);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Merging_and_summing_agree_for_coefficients_that_differ(bool byTensor)
    {
        using var scene = new Scene();
        var groups = byTensor ? CoefficientGroups.ByTensor(scene.Network.Layout) : CoefficientGroups.ByLayer(scene.Network.Layout);
        var shape = new TensorShape(Batch, groups.Count, Tasks);
        var lambda = Numbers.Random(77, shape.Count, 0.5);
        var (mergedLogits, merged, mergedPixels) = scene.Gradients(pass => pass.Input(shape, lambda, needsGradient: true), (pass, x) => new RoutedSource(scene.Vectors, x, groups, RoutingStrategy.Merge));
        var (logits, summed, pixels) = scene.Gradients(pass => pass.Input(shape, lambda, needsGradient: true), (pass, x) => new RoutedSource(scene.Vectors, x, groups, RoutingStrategy.Sum));
        Numbers.Difference(mergedLogits, logits).ShouldBeLessThan(Close);
        Numbers.Difference(merged, summed).ShouldBeLessThan(1e-4);
        Numbers.Difference(mergedPixels, pixels).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void Factors_of_low_rank_task_vectors_agree_with_merging_them()
    {
        using var scene = new Scene();
        scene.Vectors.Truncate(4);
        var shape = new TensorShape(Batch, Tasks);
        var lambda = Numbers.Random(80, shape.Count, 0.5);
        var (mergedLogits, merged, mergedPixels) = scene.Gradients(pass => pass.Input(shape, lambda, needsGradient: true), (pass, x) => new RoutedSource(scene.Vectors, x, null, RoutingStrategy.Merge));
        var (logits, factored, pixels) = scene.Gradients(pass => pass.Input(shape, lambda, needsGradient: true), (pass, x) => new RoutedSource(scene.Vectors, x, null, RoutingStrategy.Factors));
        Numbers.Difference(factored, merged).ShouldBeLessThan(1e-4);
        Numbers.Difference(logits, mergedLogits).ShouldBeLessThan(Close);
        Numbers.Difference(pixels, mergedPixels).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void Truncation_to_the_full_rank_changes_nothing()
    {
        using var scene = new Scene();
        var before = scene.Logits(pass => scene.Routed(pass, Numbers.Random(81, Batch * Tasks), RoutingStrategy.Merge));
        scene.Vectors.Truncate(24);
        Numbers.Difference(scene.Logits(pass => scene.Routed(pass, Numbers.Random(81, Batch * Tasks), RoutingStrategy.Factors)), before).ShouldBeLessThan(1e-4);
    }

    [Fact]
    public void Coefficients_by_layer_agree_with_a_network_merged_by_hand()
    {
        using var scene = new Scene();
        var groups = CoefficientGroups.ByLayer(scene.Network.Layout);
        var lambda = Numbers.Random(78, groups.Count * Tasks, 0.5);
        using var merged = scene.Base.Clone();
        foreach (var part in merged.Layout.Parts)
            for (var i = 0; i < part.Count; i++)
                for (var k = 0; k < Tasks; k++) merged[part][i] += lambda[part.Layer * Tasks + k] * (scene.Experts[k][part][i] - scene.Base[part][i]);
        var interpolated = scene.Logits(pass => new InterpolatedSource(scene.Vectors, pass.Input(new TensorShape(groups.Count, Tasks), lambda), groups));
        Numbers.Difference(interpolated, scene.Logits(new FixedSource(merged))).ShouldBeLessThan(Close);
    }

    [Theory, InlineData(RoutingStrategy.Merge), InlineData(RoutingStrategy.Sum)]
    public void A_sample_does_not_see_the_rest_of_its_batch(RoutingStrategy strategy)
    {
        using var scene = new Scene();
        var lambda = Numbers.Random(79, Batch * Tasks, 0.5);
        var all = scene.Logits(pass => scene.Routed(pass, lambda, strategy));
        for (var b = 0; b < Batch; b++)
        {
            using var pass = scene.Workspace.BeginInference();
            var pixels = Numbers.Pixels(pass, scene.Network, Batch).Values.ToArray().AsSpan(b * 192, 192);
            var one = pass.Input(new TensorShape(1, 3, 8, 8), pixels);
            var source = new RoutedSource(scene.Vectors, pass.Input(new TensorShape(1, Tasks), lambda.AsSpan(b * Tasks, Tasks)), null, strategy);
            scene.Network.Forward(source, one, pass).Values.ToArray().ShouldBe(all[(b * 3)..(b * 3 + 3)]);
        }
    }

    [Fact]
    public void The_gradient_of_an_interpolation_is_that_of_the_weights_along_the_task_vectors()
    {
        using var scene = new Scene();
        using var trainable = new Trainable(scene.Base);
        using (var pass = scene.Workspace.BeginTraining())
            pass.Backward(pass.CrossEntropy(scene.Network.Forward(new TrainableSource(trainable), Numbers.Pixels(pass, scene.Network, Batch), pass), Labels));
        var (_, lambda, _) = scene.Gradients(pass => pass.Input(new TensorShape(Tasks), new float[Tasks], needsGradient: true), (pass, x) => new InterpolatedSource(scene.Vectors, x));
        for (var k = 0; k < Tasks; k++)
        {
            var expected = 0.0;
            foreach (var part in scene.Base.Layout.Parts)
                for (var i = 0; i < part.Count; i++) expected += (double)trainable.Gradient[part][i] * (scene.Experts[k][part][i] - scene.Base[part][i]);
            ((double)lambda[k]).ShouldBe(expected, 1e-5);
        }
    }

    [Fact]
    public void A_language_model_can_be_routed()
    {
        using var workspace = new Workspace(2);
        var network = (Llama)Network.FromConfigText(Numbers.Llama);
        using var start = Numbers.Weights(network.Layout, 3);
        using var expert = Numbers.Expert(start, 40);
        using var vectors = new TaskVectors(start, [expert]);
        var tokens = new TokenBatch([1, 5, 9, 16, 0, 3], 2);
        using var pass = workspace.BeginInference();
        var logits = network.Forward(new RoutedSource(vectors, pass.Input(new TensorShape(2, 1), [0, 1])), tokens, pass).Values.ToArray();
        var first = network.Forward(new FixedSource(start), tokens, pass).Values.ToArray();
        var second = network.Forward(new FixedSource(expert), tokens, pass).Values.ToArray();
        Numbers.Difference(logits.AsSpan(..(3 * 17)), first.AsSpan(..(3 * 17))).ShouldBeLessThan(Close);
        Numbers.Difference(logits.AsSpan((3 * 17)..), second.AsSpan((3 * 17)..)).ShouldBeLessThan(Close);
    }

    [Fact]
    public void Coefficients_that_do_not_fit_are_refused()
    {
        using var scene = new Scene();
        using var pass = scene.Workspace.BeginInference();
        Should.Throw<NetworkException>(() => new InterpolatedSource(scene.Vectors, pass.Input(new TensorShape(4), new float[4]))).Kind.ShouldBe(NetworkError.ShapeMismatch);
        Should.Throw<NetworkException>(() => new RoutedSource(scene.Vectors, pass.Input(new TensorShape(Batch, 4), new float[Batch * 4]))).Kind.ShouldBe(NetworkError.ShapeMismatch);
        var source = new RoutedSource(scene.Vectors, pass.Input(new TensorShape(2, Tasks), new float[2 * Tasks]));
        Should.Throw<NetworkException>(() => scene.Network.Forward(source, Numbers.Pixels(pass, scene.Network, Batch), pass)).Message.ShouldContain("coefficients for 2 samples");
    }

    private static float[] Repeat(float[] row) => [.. Enumerable.Repeat(row, Batch).SelectMany(static x => x)];

    /// <summary>A small network, three experts of it, and a batch.</summary>
    private sealed class Scene : IDisposable
    {
        public Scene()
        {
            Network = (VisionTransformer)Learning.Network.FromConfigText(Numbers.Vit);
            Base = Numbers.Weights(Network.Layout, 1);
            Experts = [.. Enumerable.Range(0, Tasks).Select(k => Numbers.Expert(Base, 100 * (k + 1)))];
            Vectors = new TaskVectors(Base, Experts);
        }

        public Workspace Workspace { get; } = new(2);

        public VisionTransformer Network { get; }

        public Weights Base { get; }

        public Weights[] Experts { get; }

        public TaskVectors Vectors { get; }

        public InterpolatedSource Interpolated(Pass pass, float[] lambda) => new(Vectors, pass.Input(new TensorShape(Tasks), lambda));

        public RoutedSource Routed(Pass pass, float[] lambda, RoutingStrategy strategy) => new(Vectors, pass.Input(new TensorShape(Batch, Tasks), lambda), null, strategy);

        public float[] Logits(ParameterSource source) => Logits(_ => source);

        public float[] Logits(Func<Pass, ParameterSource> source)
        {
            using var pass = Workspace.BeginInference();
            return Network.Forward(source(pass), Numbers.Pixels(pass, Network, Batch), pass).Values.ToArray();
        }

        public (float[] Logits, float[] Coefficients, float[] Pixels) Gradients(Func<Pass, Tensor> coefficients, Func<Pass, Tensor, ParameterSource> source)
        {
            using var pass = Workspace.BeginTraining();
            var lambda = coefficients(pass);
            var pixels = Numbers.Pixels(pass, Network, Batch, needsGradient: true);
            var logits = Network.Forward(source(pass, lambda), pixels, pass);
            var values = logits.Values.ToArray();
            pass.Backward(pass.CrossEntropy(logits, Labels));
            return (values, lambda.Gradient.ToArray(), pixels.Gradient.ToArray());
        }

        public void Dispose()
        {
            Vectors.Dispose();
            Base.Dispose();
            foreach (var expert in Experts) expert.Dispose();
            Workspace.Dispose();
        }
    }
}
