using Sinter.Checkpoints;
using Sinter.Testing;

namespace Sinter.Merging.Tests.Transforms;

public sealed class LwPtvTests
{
    private static readonly MemoryCheckpoint[] Experts = [ToyModels.Expert(1), ToyModels.Expert(2), ToyModels.Expert(3)];

    public static TheoryData<string, string, string> Variants()
    {
        var variants = new TheoryData<string, string, string>();
        foreach (var score in new LwPtv().Declaration.Find("score")!.Choices)
        {
            foreach (var granularity in new[] { "layer", "parameter" })
            {
                foreach (var direction in new[] { "low", "high" })
                    if (score != "effective_rank" || granularity == "layer") variants.Add(score, granularity, direction);
            }
        }

        return variants;
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_ratio_of_zero_changes_nothing(string score, string granularity, string direction)
    {
        var pruned = TaskArithmetic(Experts, score, granularity, direction, 0);
        var plain = TestPlan.Run(TestPlan.Create(new TaskArithmetic(), ToyModels.Base, Experts));
        foreach (var (name, values) in plain) pruned[name].ShouldBe(values, name);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_ratio_of_one_gives_the_base_in_every_eligible_layer(string score, string granularity, string direction)
    {
        var pruned = TaskArithmetic(Experts, score, granularity, direction, 1);
        foreach (var name in ToyModels.Eligible) pruned[name].ShouldBe(ToyModels.Values(ToyModels.Base, name), name);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_higher_ratio_prunes_what_a_lower_one_does_and_more(string score, string granularity, string direction)
    {
        HashSet<string> before = [];
        foreach (var ratio in new[] { 0.2, 0.5, 0.8, 1 })
        {
            var zeros = Zeros(Experts, score, granularity, direction, ratio);
            before.IsSubsetOf(zeros).ShouldBeTrue($"{score} {ratio}");
            zeros.Count.ShouldBeGreaterThan(before.Count);
            before = zeros;
        }
    }

    [Theory]
    [InlineData("redundancy", "layer")]
    [InlineData("redundancy", "parameter")]
    [InlineData("deviation", "layer")]
    [InlineData("deviation", "parameter")]
    [InlineData("relative_magnitude", "layer")]
    [InlineData("magnitude", "parameter")]
    [InlineData("effective_rank", "layer")]
    public void The_order_of_the_models_does_not_matter(string score, string granularity)
    {
        var zeros = Zeros(Experts, score, granularity, "low", 0.5);
        var turned = Zeros([Experts[2], Experts[0], Experts[1]], score, granularity, "low", 0.5);
        turned.Select(static key => (Model: (key[0] - '0' + 2) % 3, Place: key[1..])).Select(static key => $"{key.Model}{key.Place}").ToHashSet().SetEquals(zeros).ShouldBeTrue();
    }

    [Theory]
    [InlineData("layer")]
    [InlineData("parameter")]
    public void Redundancy_does_not_depend_on_the_size_of_a_task_vector(string granularity)
    {
        var zeros = Zeros(Experts, "redundancy", granularity, "low", 0.5);
        Zeros([ToyModels.Expert(1, 4), Experts[1], Experts[2]], "redundancy", granularity, "low", 0.5).Where(static key => key[0] == '0')
            .ShouldBe(zeros.Where(static key => key[0] == '0'), ignoreOrder: true);
    }

    [Fact]
    public void A_task_vector_that_the_others_make_up_is_the_most_redundant()
    {
        var mix = ToyModels.Mix([Experts[0], Experts[1]], 0.5f, 0.5f);
        var report = Report([Experts[0], Experts[1], mix], "redundancy", 0.5);
        foreach (var scores in (double[][])report["scores"])
        {
            scores[2].ShouldBe(0, 1e-6);
            scores[0].ShouldBeGreaterThan(0.01);
        }
    }

    [Fact]
    public void A_task_vector_orthogonal_to_the_others_is_not_redundant()
    {
        // Only one model changed anything.
        var report = Report([Experts[0], ToyModels.Base, ToyModels.Base], "redundancy", 0.5);
        foreach (var scores in (double[][])report["scores"])
        {
            scores[0].ShouldBe(1);
            scores[1].ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(0.5, 3)]
    [InlineData(0.51, 4)]
    [InlineData(0.01, 1)]
    public void The_number_of_pruned_layers_is_the_ratio_rounded_up(double ratio, int expected)
    {
        var report = Report(Experts, "magnitude", ratio);
        ((IReadOnlyList<string>)report["layers"]).Count.ShouldBe(6);
        ((int[][])report["pruned"]).ShouldAllBe(pruned => pruned.Length == expected);
    }

    [Fact]
    public void A_weight_and_its_bias_are_pruned_together()
    {
        var merged = TaskArithmetic([Experts[0], ToyModels.Base], "magnitude", "layer", "low", 0.5);
        bool Pruned(string name) => merged[name].SequenceEqual(ToyModels.Values(ToyModels.Base, name));
        var weights = ToyModels.Eligible.Where(static name => name.EndsWith(".weight", StringComparison.Ordinal)).ToList();
        weights.Count(Pruned).ShouldBeInRange(1, weights.Count - 1);
        foreach (var weight in weights)
        {
            var bias = weight[..^6] + "bias";
            if (ToyModels.Eligible.Contains(bias)) Pruned(bias).ShouldBe(Pruned(weight), bias);
        }
    }

    [Fact]
    public void Heads_and_norms_keep_their_task_vectors()
    {
        var pruned = TaskArithmetic(Experts, "magnitude", "layer", "low", 1);
        pruned["classifier.weight"].ShouldNotBe(ToyModels.Values(ToyModels.Base, "classifier.weight"));
        pruned["layers.0.norm.weight"].ShouldNotBe(ToyModels.Values(ToyModels.Base, "layers.0.norm.weight"));
        var all = TaskArithmetic(Experts, "magnitude", "layer", "low", 1, "all");
        all["classifier.weight"].ShouldBe(pruned["classifier.weight"]);
        all["layers.0.norm.weight"].ShouldBe(ToyModels.Values(ToyModels.Base, "layers.0.norm.weight"));
    }

    [Fact]
    public void The_scores_are_the_formulas()
    {
        var report = Report(Experts, "relative_magnitude", 0.5);
        var layer = ((IReadOnlyList<string>)report["layers"]).ToList().IndexOf("layers.0.attention");
        double own = 0, origin = 0;
        foreach (var name in new[] { "layers.0.attention.weight", "layers.0.attention.bias" })
        {
            var start = ToyModels.Values(ToyModels.Base, name);
            var values = ToyModels.Values(Experts[1], name);
            own += values.Zip(start, static (x, b) => Math.Pow((double)x - b, 2)).Sum();
            origin += start.Sum(static b => (double)b * b);
        }

        ((double[][])report["scores"])[layer][1].ShouldBe(Math.Sqrt(own) / Math.Sqrt(origin), 1e-6);
        report["variant"].ToString()!.ShouldContain("relative_magnitude");
    }

    [Fact]
    public void Parameter_pruning_keeps_the_largest_deviations_of_each_tensor()
    {
        var zeros = Zeros(Experts, "deviation", "parameter", "low", 0.25);
        const string Name = "layers.1.mlp.weight";
        var start = ToyModels.Values(ToyModels.Base, Name);
        var vectors = Experts.Select(expert => ToyModels.Values(expert, Name).Zip(start, static (x, b) => x - b).ToArray()).ToArray();
        var scores = start.Select((_, i) => Math.Abs(vectors[1][i] - (vectors.Sum(vector => vector[i]) / 3))).ToArray();
        var threshold = scores.Order().ElementAt(scores.Length / 4);
        for (var i = 0; i < scores.Length; i++)
            if (Math.Abs(scores[i] - threshold) > 1e-6) zeros.Contains($"1{Name}[{i}]").ShouldBe(scores[i] < threshold || vectors[1][i] == 0, $"element {i}");
    }

    [Fact]
    public void Effective_rank_of_elements_is_refused()
    {
        var settings = new TensorSettings(new LwPtv().Declaration.Parameters, 2).Set("score", "effective_rank").Set("granularity", "parameter");
        var tensor = new TensorContext { Index = 0, Name = "w", Shape = new([2, 2]), Models = 2, HasBase = true, Settings = settings };
        Should.Throw<RecipeException>(() => new LwPtv().Validate(tensor)).Kind.ShouldBe(RecipeError.Invalid);
    }

    private static Dictionary<string, float[]> TaskArithmetic(
        IReadOnlyList<Checkpoint> models, string score, string granularity, string direction, double ratio, string layers = "matrices")
    {
        using var plan = TestPlan.Create(new TaskArithmetic(), ToyModels.Base, models, transforms: [(new LwPtv(), Configure(score, granularity, direction, ratio, layers))]);
        return TestPlan.Run(plan);
    }

    private static IReadOnlyDictionary<string, object> Report(IReadOnlyList<Checkpoint> models, string score, double ratio)
    {
        using var plan = TestPlan.Create(new TaskArithmetic(), ToyModels.Base, models, transforms: [(new LwPtv(), Configure(score, "layer", "low", ratio, "matrices"))]);
        return MergeExecutor.Run(plan, new MemorySink(plan), new ExecutionOptions(), static _ => true, static _ => { }, default).Reports["lwptv"];
    }

    // The elements of each model's task vector that are zero after pruning, as "model name[element]": seen by merging that model alone among the pruned.
    private static HashSet<string> Zeros(IReadOnlyList<Checkpoint> models, string score, string granularity, string direction, double ratio)
    {
        HashSet<string> zeros = [];
        for (var model = 0; model < models.Count; model++)
        {
            var chosen = model;
            using var plan = TestPlan.Create(
                new TaskArithmetic(),
                ToyModels.Base,
                models,
                settings => Enumerable.Range(0, models.Count).Aggregate(settings, (all, i) => all.Set("weight", i, i == chosen ? 1.0 : 0.0)),
                transforms: [(new LwPtv(), Configure(score, granularity, direction, ratio, "matrices"))]);
            var merged = TestPlan.Run(plan);
            foreach (var name in ToyModels.Eligible)
            {
                var start = ToyModels.Values(ToyModels.Base, name);
                for (var i = 0; i < start.Length; i++)
                    if (merged[name][i] == start[i]) zeros.Add($"{model}{name}[{i}]");
            }
        }

        return zeros;
    }

    private static Action<TensorSettings> Configure(string score, string granularity, string direction, double ratio, string layers) => settings =>
        settings.Set("score", score).Set("granularity", granularity).Set("direction", direction).Set("ratio", ratio).Set("layers", layers);
}
