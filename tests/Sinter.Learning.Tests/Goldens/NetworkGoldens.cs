using Sinter.Testing;

namespace Sinter.Learning.Tests;

[Trait("Category", "Golden")]
public class NetworkGoldens
{
    private const double OutputTolerance = 2e-5;
    private const double GradientTolerance = 1e-4;
    private const double LossTolerance = 1e-3;

    public static TheoryData<string> Models()
    {
        if (!SharedData.Has("goldens", "models")) return ["vit-image-classification"];
        return [.. Directory.GetDirectories(SharedData.Require("goldens", "models")).Select(static folder => Path.GetFileName(folder)!).Order()];
    }

    [Theory, MemberData(nameof(Models))]
    public void Outputs_and_hidden_states_are_those_of_the_reference(string model)
    {
        using var golden = new Golden(model);
        using var workspace = new Workspace(2);
        using var pass = workspace.BeginInference();
        var outputs = Outputs(golden, new FixedSource(golden.Weights), pass);
        outputs.Keys.Order().ShouldBe(golden.Names("output.").Order());
        foreach (var (name, tensor) in outputs)
        {
            var expected = golden.Floats("output." + name);
            tensor.Shape.ShouldBe(golden.Shape("output." + name));
            Largest(tensor.Values, expected).ShouldBeLessThan(OutputTolerance, $"{model}: {name}");
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Every_gradient_is_that_of_the_reference(string model)
    {
        using var golden = new Golden(model);
        using var workspace = new Workspace(2);
        using var trainable = new Trainable(golden.Weights);
        using var pass = workspace.BeginTraining();
        var loss = Loss(golden, new TrainableSource(trainable), pass);
        pass.Backward(loss);
        ((double)loss.Values[0]).ShouldBe(golden.Loss, OutputTolerance);
        var names = golden.Names("grad.").ToDictionary(NameInCheckpoint);
        names.Keys.Order().ShouldBe(golden.Network.Layout.Parts.Select(static part => part.Name).Order());
        foreach (var (name, nameInGolden) in names)
        {
            trainable.HasGradient(name).ShouldBeTrue(name);
            var expected = golden.Floats("grad." + nameInGolden);
            var actual = trainable.Gradient[name];
            double difference = 0, norm = 0;
            for (var i = 0; i < expected.Length; i++)
            {
                difference += Math.Pow(actual[i] - expected[i], 2);
                norm += Math.Pow(expected[i], 2);
            }

            // Some gradients are zero by symmetry (key biases: softmax does not see a shift); there the reference holds rounding errors too.
            Math.Sqrt(difference).ShouldBeLessThan(GradientTolerance * Math.Sqrt(norm) + 1e-7, $"{model}: {name}");
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void The_first_AdamW_losses_are_those_of_the_reference(string model)
    {
        using var golden = new Golden(model);
        using var workspace = new Workspace(2);
        using var trainable = new Trainable(golden.Weights);
        using var optimizer = new AdamW(workspace, trainable, golden.Settings);
        var source = new TrainableSource(trainable);
        foreach (var expected in golden.AdamWLosses)
        {
            using var pass = workspace.BeginTraining();
            var loss = Loss(golden, source, pass);
            ((double)loss.Values[0]).ShouldBe(expected, LossTolerance);
            pass.Backward(loss);
            optimizer.Step(golden.LearningRate);
        }
    }

    // The reference program names ViT's modules differently in memory and in the checkpoints it saves.
    private static string NameInCheckpoint(string name) => !name.StartsWith("vit.layers.", StringComparison.Ordinal) ? name : name
        .Replace("vit.layers.", "vit.encoder.layer.")
        .Replace("attention.q_proj", "attention.attention.query")
        .Replace("attention.k_proj", "attention.attention.key")
        .Replace("attention.v_proj", "attention.attention.value")
        .Replace("attention.o_proj", "attention.output.dense")
        .Replace("mlp.fc1", "intermediate.dense")
        .Replace("mlp.fc2", "output.dense");

    private static Dictionary<string, Tensor> Outputs(Golden golden, ParameterSource source, Pass pass)
    {
        var result = new Dictionary<string, Tensor>();
        switch (golden.Network)
        {
            case VisionTransformer network:
                var hidden = new List<Tensor>();
                var tokens = network.Encode(source, Pixels(golden, pass), pass, hidden);
                for (var i = 0; i < hidden.Count; i++) result.Add($"hidden.{i}", hidden[i]);
                result.Add("logits", source.Linear(pass, network.Classifier!, network.Pool(source, tokens, pass)));
                break;
            case Clip network:
                result.Add("image_embeds", network.EmbedImages(source, Pixels(golden, pass), pass));
                result.Add("text_embeds", network.EmbedTexts(source, golden.Tokens(), pass));
                result.Add("logits_per_image", network.Compare(source, result["image_embeds"], result["text_embeds"], pass));
                break;
            case Bert network:
                result.Add("logits", network.Forward(source, golden.Tokens(), pass));
                break;
            case Llama network:
                result.Add("logits", network.Forward(source, golden.Tokens(), pass));
                break;
        }

        return result;
    }

    private static Tensor Loss(Golden golden, ParameterSource source, Pass pass) => golden.Network switch
    {
        VisionTransformer network => pass.CrossEntropy(network.Forward(source, Pixels(golden, pass), pass), golden.Integers("input.labels")),
        Bert network => pass.CrossEntropy(network.Forward(source, golden.Tokens(), pass), golden.Integers("input.labels")),
        Llama network => Llama.NextTokenLoss(network.Forward(source, golden.Tokens(), pass), golden.Tokens(), pass),
        Clip network => Clip.ContrastiveLoss(
            network.Compare(source, network.EmbedImages(source, Pixels(golden, pass), pass), network.EmbedTexts(source, golden.Tokens(), pass), pass), pass),
        var other => throw new InvalidOperationException($"no loss for {other.Architecture}"),
    };

    private static Tensor Pixels(Golden golden, Pass pass) => pass.Input(golden.Shape("input.pixel_values"), golden.Floats("input.pixel_values"));

    private static double Largest(ReadOnlySpan<float> actual, float[] expected)
    {
        var largest = 0.0;
        for (var i = 0; i < expected.Length; i++) largest = Math.Max(largest, Math.Abs(actual[i] - expected[i]));
        return largest;
    }
}
