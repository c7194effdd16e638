using Sinter.Learning;

namespace Sinter.Routing.Tests;

/// <summary>Experts whose attention alone was tuned: what nobody changed is taken from the base, for all images at once.</summary>
public class UnchangedTensorsTests(TrainedExperts experts) : IClassFixture<TrainedExperts>
{
    private static readonly SyntheticImages Images = new(6, 9);

    // Where a weight is kept and its bias is not, or the other way round, both must be mixed.
    public static TheoryData<string, string> Kept() => new() { { "intermediate.dense", "output.dense" }, { "embeddings", "layernorm" }, { "dense.weight", "key.weight" }, { "dense.bias", "query.bias" } };

    [Theory, MemberData(nameof(Kept))]
    public void Taking_what_no_expert_changed_from_the_base_changes_neither_features_nor_the_gradient_to_the_router(string one, string other)
    {
        using var model = experts.CreateModel(new FitOptions { Router = new RouterOptions { Granularity = RouterGranularity.Layer } });
        foreach (var part in model.Vectors.Layout.Parts)
        {
            if (!part.Name.Contains(one, StringComparison.Ordinal) && !part.Name.Contains(other, StringComparison.Ordinal)) continue;
            for (var k = 0; k < model.Vectors.Count; k++) model.Vectors[k].Slice((int)part.Offset, (int)part.Count).Clear();
        }

        using var same = new RoutedModel(model.Backbone, model.Vectors, model.Heads, model.Router.Options, model.Evidence, model.Preprocessor, seed: 0);
        var (features, gradient) = Run(same, weights => same.Mixed(weights));
        var (expected, expectedGradient) = Run(same, weights => new RoutedSource(same.Vectors, weights, same.Router.Groups));
        Numbers.Difference(features, expected).ShouldBeLessThan(1e-5);
        Numbers.Difference(gradient, expectedGradient).ShouldBeLessThan(1e-4);
        gradient.ShouldContain(static g => g != 0);
        ChangedSlots.Of(same.Vectors).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void A_tensor_that_one_expert_changed_by_one_value_is_mixed()
    {
        using var model = experts.CreateModel(new FitOptions());
        foreach (var k in new[] { 0, 1 }) model.Vectors[k].Clear();
        var slot = model.Vectors.Layout.Slots[^1];
        model.Vectors[1][(int)(slot.Offset + slot.Count - 1)] = 1e-30f;
        var changed = ChangedSlots.Of(model.Vectors);
        changed[slot.Index].ShouldBeTrue();
        changed.Count(static slot => slot).ShouldBe(1);
    }

    private static (float[] Features, float[] Gradient) Run(RoutedModel model, Func<Tensor, ParameterSource> source)
    {
        using var workspace = new Workspace(2);
        using var mixture = new Weights(model.Router.Weights.Layout);
        model.Router.Weights.Values.CopyTo(mixture.Values);
        Numbers.Random(31, mixture["router.output.weight"].Length, 0.5).CopyTo(mixture["router.output.weight"]);
        using var trainable = new Trainable(mixture);
        using var optimizer = new AdamW(workspace, trainable, new AdamWSettings(WeightDecay: 0));
        int[] samples = [.. Enumerable.Range(0, 6)];
        float[] features = [];
        new Trainer(workspace, optimizer, Schedule.Constant(0)).Step(pass =>
        {
            var inputs = model.LookAtBase(pass, model.Read(pass, Images, samples)).RouterInputs;
            var output = model.Features(pass, source(model.Router.Route(pass, new TrainableSource(trainable), inputs)), model.Read(pass, Images, samples));
            features = output.Values.ToArray();
            return pass.Entropy(output);
        });
        return (features, trainable.Gradient.Values.ToArray());
    }
}
