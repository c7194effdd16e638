using Sinter.Tensors;

namespace Sinter.Learning.Tests;

public class PassTests
{
    private static readonly int[] Labels = [0, 2, 1, 1, 0];

    [Fact]
    public void Inference_computes_the_bits_that_training_computes()
    {
        using var scene = new Scene(2);
        using var training = scene.Workspace.BeginTraining();
        var recorded = scene.Network.Forward(scene.Source, Numbers.Pixels(training, scene.Network, 5), training).Values.ToArray();
        using var inference = scene.Workspace.BeginInference();
        scene.Network.Forward(scene.Source, Numbers.Pixels(inference, scene.Network, 5), inference).Values.ToArray().ShouldBe(recorded);
    }

    [Theory, InlineData(2), InlineData(3), InlineData(5)]
    public void Gradients_do_not_depend_on_the_number_of_threads(int threads)
    {
        using var one = new Scene(1);
        using var many = new Scene(threads);
        one.Step();
        many.Step();
        many.Trainable.Gradient.Values.ToArray().ShouldBe(one.Trainable.Gradient.Values.ToArray());
        one.Trainable.Gradient.Values.ToArray().ShouldContain(static x => x != 0);
    }

    [Fact]
    public void Gradients_of_several_passes_add_up()
    {
        using var scene = new Scene(2);
        scene.Step();
        var once = scene.Trainable.Gradient.Values.ToArray();
        scene.Step();
        Numbers.Difference(scene.Trainable.Gradient.Values, once.Select(static x => 2 * x).ToArray()).ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void A_step_allocates_little_and_holds_no_more_memory_than_the_one_before()
    {
        using var scene = new Scene(1);
        for (var i = 0; i < 3; i++) scene.Step();
        var held = scene.Workspace.HeldBytes;
        var before = GC.GetAllocatedBytesForCurrentThread();
        scene.Step();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        scene.Workspace.HeldBytes.ShouldBe(held);
        allocated.ShouldBeLessThan(20_000);
    }

    [Fact]
    public void Inference_needs_less_memory_than_training()
    {
        using var training = new Scene(1);
        training.Step();
        using var inference = new Scene(1);
        using (var pass = inference.Workspace.BeginInference()) inference.Network.Forward(inference.Source, Numbers.Pixels(pass, inference.Network, 5), pass);
        inference.Workspace.HeldBytes.ShouldBeLessThan(training.Workspace.HeldBytes / 2);
        inference.Workspace.Trim();
        inference.Workspace.HeldBytes.ShouldBe(0);
    }

    [Fact]
    public void Frozen_tensors_get_no_gradient_and_do_not_stop_those_below()
    {
        using var scene = new Scene(1);
        using var trainable = new Trainable(scene.Weights, static name => name.Contains("embeddings", StringComparison.Ordinal));
        scene.Step(new TrainableSource(trainable));
        scene.Step();
        foreach (var part in scene.Network.Layout.Parts)
        {
            var trains = part.Name.Contains("embeddings", StringComparison.Ordinal);
            trainable.HasGradient(part.Name).ShouldBe(trains, part.Name);
            if (trains) trainable.Gradient[part].ToArray().ShouldBe(scene.Trainable.Gradient[part].ToArray(), part.Name);
        }
    }

    [Fact]
    public void A_broken_weight_is_named_by_the_layer_that_sees_it()
    {
        using var scene = new Scene(2);
        scene.Weights["vit.encoder.layer.0.attention.output.dense.weight"][7] = float.NaN;
        using var pass = scene.Workspace.BeginInference();
        var error = Should.Throw<NetworkException>(() => scene.Network.Forward(scene.Source, Numbers.Pixels(pass, scene.Network, 5), pass));
        error.Kind.ShouldBe(NetworkError.NotFinite);
        error.Message.ShouldContain("vit.encoder.layer.0.layernorm_after");
    }

    [Fact]
    public void A_broken_classifier_is_seen_in_the_loss()
    {
        using var scene = new Scene(1);
        scene.Weights["classifier.bias"][1] = float.PositiveInfinity;
        Should.Throw<NetworkException>(() => scene.Step()).Kind.ShouldBe(NetworkError.NotFinite);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        using var scene = new Scene(1);
        using var pass = scene.Workspace.BeginInference();
        var pixels = pass.Input(new TensorShape(1, 3, 8, 12), new float[288]);
        var error = Should.Throw<NetworkException>(() => scene.Network.Forward(scene.Source, pixels, pass));
        error.Kind.ShouldBe(NetworkError.ShapeMismatch);
        error.Message.ShouldContain("[batch, 3, 8, 8]");
        error.Message.ShouldContain("[1, 3, 8, 12]");
    }

    [Theory, InlineData(3), InlineData(-1)]
    public void A_label_out_of_range_is_refused(int label)
    {
        using var scene = new Scene(1);
        using var pass = scene.Workspace.BeginTraining();
        var logits = scene.Network.Forward(scene.Source, Numbers.Pixels(pass, scene.Network, 2), pass);
        var error = Should.Throw<NetworkException>(() => pass.CrossEntropy(logits, [0, label]));
        error.Kind.ShouldBe(NetworkError.OutOfRange);
        error.Message.ShouldContain($"label {label} of row 1");
    }

    [Fact]
    public void The_wrong_number_of_labels_is_refused()
    {
        using var scene = new Scene(1);
        using var pass = scene.Workspace.BeginTraining();
        var logits = scene.Network.Forward(scene.Source, Numbers.Pixels(pass, scene.Network, 2), pass);
        Should.Throw<NetworkException>(() => pass.CrossEntropy(logits, [0])).Kind.ShouldBe(NetworkError.ShapeMismatch);
    }

    [Theory, InlineData(17), InlineData(-1)]
    public void A_token_out_of_range_is_refused(int token)
    {
        using var workspace = new Workspace(1);
        var network = (Llama)Network.FromConfigText(Numbers.Llama);
        using var weights = Numbers.Weights(network.Layout, 1);
        using var pass = workspace.BeginInference();
        var error = Should.Throw<NetworkException>(() => network.Forward(new FixedSource(weights), new TokenBatch([0, token], 1), pass));
        error.Kind.ShouldBe(NetworkError.OutOfRange);
        error.Message.ShouldContain("0 .. 16");
    }

    [Fact]
    public void A_sequence_longer_than_the_positions_is_refused()
    {
        using var workspace = new Workspace(1);
        var network = (Llama)Network.FromConfigText(Numbers.Llama);
        using var weights = Numbers.Weights(network.Layout, 1);
        using var pass = workspace.BeginInference();
        Should.Throw<NetworkException>(() => network.Forward(new FixedSource(weights), new TokenBatch(new int[17], 1), pass)).Kind.ShouldBe(NetworkError.OutOfRange);
    }

    [Fact]
    public void A_pass_goes_back_once()
    {
        using var workspace = new Workspace(1);
        using var pass = workspace.BeginTraining();
        var x = pass.Input(new TensorShape(1), [2], needsGradient: true);
        pass.Backward(x);
        Should.Throw<InvalidOperationException>(() => pass.Backward(x));
        using var inference = workspace.BeginInference();
        Should.Throw<InvalidOperationException>(() => inference.Backward(x));
    }

    private sealed class Scene : IDisposable
    {
        public Scene(int threads)
        {
            Workspace = new Workspace(threads);
            Weights = Numbers.Weights(Network.Layout, 1);
            Trainable = new Trainable(Weights);
            Source = new TrainableSource(Trainable);
        }

        public Workspace Workspace { get; }

        public VisionTransformer Network { get; } = (VisionTransformer)Learning.Network.FromConfigText(Numbers.Vit);

        public Weights Weights { get; }

        public Trainable Trainable { get; }

        public TrainableSource Source { get; }

        public void Step(ParameterSource? source = null)
        {
            using var pass = Workspace.BeginTraining();
            pass.Backward(pass.CrossEntropy(Network.Forward(source ?? Source, Numbers.Pixels(pass, Network, 5), pass), Labels));
        }

        public void Dispose()
        {
            Trainable.Dispose();
            Weights.Dispose();
            Workspace.Dispose();
        }
    }
}
